package io.footfall.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.Counters;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.jetty.JettyServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.server.ServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The shop on both embedded containers at once, which are two nodes of one cluster. */
class ShopIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration JOINED = Duration.ofSeconds(90);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir static Path data;

  private static ServletWebServerApplicationContext tomcat;
  private static ServletWebServerApplicationContext jetty;

  enum Server {
    TOMCAT,
    JETTY
  }

  @BeforeAll
  static void start() {
    int port = ThreadLocalRandom.current().nextInt(220, 310) * 100;
    tomcat = start("tomcat", port, Shop.class, Guard.class);
    jetty = start("jetty", port, Shop.class, Guard.class, OnJetty.class);
  }

  private static ServletWebServerApplicationContext start(
      String node, int port, Class<?>... sources) {
    String parameter = "--server.servlet.context-parameters.footfall.";
    return (ServletWebServerApplicationContext)
        new SpringApplicationBuilder(sources)
            .run(
                "--server.port=0",
                parameter + "node=" + node,
                parameter + "port=" + port,
                parameter + "join-timeout=500ms",
                parameter + "flush-interval=100ms",
                parameter + "data-dir=" + data);
  }

  @AfterAll
  static void stop() {
    tomcat.close();
    jetty.close();
  }

  /** What a security filter does: it comes before the application's, and lets nobody through. */
  @Configuration
  static class Guard {
    @Bean
    FilterRegistrationBean<Filter> guard() {
      FilterRegistrationBean<Filter> guard =
          new FilterRegistrationBean<>(
              (request, response, chain) -> ((HttpServletResponse) response).setStatus(403));
      guard.addUrlPatterns("/forbidden");
      guard.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return guard;
    }
  }

  @Configuration
  static class OnJetty {
    @Bean
    ServletWebServerFactory server() {
      return new JettyServletWebServerFactory();
    }
  }

  private static ServletWebServerApplicationContext shop(Server server) {
    return server == Server.TOMCAT ? tomcat : jetty;
  }

  private static Map<String, Long> counts(Server server) {
    Map<String, Long> counts = new TreeMap<>();
    Counters counters = shop(server).getBean(Counters.class);
    counters.readAll("").forEach((name, reading) -> counts.put(name, reading.value()));
    return counts;
  }

  private static HttpResponse<String> send(Server server, String method, String path)
      throws Exception {
    URI url = URI.create("http://localhost:" + shop(server).getWebServer().getPort() + path);
    return CLIENT.send(
        HttpRequest.newBuilder(url)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(SOON)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Waits until both have told each other all they know, and returns the sum. */
  private static Map<String, Long> settled() {
    await()
        .atMost(JOINED)
        .untilAsserted(
            () -> {
              for (Server server : Server.values()) {
                assertThat(shop(server).getBean(Counters.class).status().members()).isEqualTo(2);
                assertThat(shop(server).getBean(Counters.class).status().pending()).isZero();
              }
              assertThat(counts(Server.TOMCAT)).isEqualTo(counts(Server.JETTY));
            });
    return counts(Server.JETTY);
  }

  @Test
  void containers_areTheTwo() {
    assertThat(tomcat.getWebServer().getClass().getSimpleName()).isEqualTo("TomcatWebServer");
    assertThat(jetty.getWebServer().getClass().getSimpleName()).isEqualTo("JettyWebServer");
  }

  @ParameterizedTest
  @CsvSource({
    "TOMCAT, /hello, 200", "JETTY, /hello, 200",
    "TOMCAT, /later, 200", "JETTY, /later, 200",
    "TOMCAT, /timeout, 503", "JETTY, /timeout, 503",
    "TOMCAT, /broken, 500", "JETTY, /broken, 500",
    "TOMCAT, /missing, 404", "JETTY, /missing, 404",
    "TOMCAT, /forbidden, 403", "JETTY, /forbidden, 403"
  })
  void request_isCountedOnce_onBothNodes(Server server, String path, int status) throws Exception {
    Map<String, Long> before = settled();
    assertThat(send(server, "GET", path).statusCode()).isEqualTo(status);
    String counter = "status:" + status / 100 + "xx";
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              for (Server reader : Server.values()) {
                Map<String, Long> now = counts(reader);
                assertThat(now).containsEntry("requests", before.getOrDefault("requests", 0L) + 1);
                assertThat(now).containsEntry(counter, before.getOrDefault(counter, 0L) + 1);
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void manyTimeouts_areAnswered_andCountedOnce(Server server) throws Exception {
    long before = settled().getOrDefault("requests", 0L);
    for (int i = 0; i < 25; i++) {
      assertThat(send(server, "GET", "/timeout").statusCode()).isEqualTo(503);
    }
    assertThat(settled()).containsEntry("requests", before + 25);
  }

  @ParameterizedTest
  @EnumSource
  void ownCounter_andTheHttpApi(Server server) throws Exception {
    long before = settled().getOrDefault("orders", 0L);
    assertThat(send(server, "POST", "/orders").statusCode()).isEqualTo(201);
    assertThat(send(server, "GET", "/footfall/counters/orders").body())
        .contains("\"value\":" + (before + 1));
    assertThat(settled()).containsEntry("orders", before + 1);
  }
}
