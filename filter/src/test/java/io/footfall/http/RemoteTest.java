package io.footfall.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.footfall.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API answers is read back as it was, through a socket. */
class RemoteTest {

  private final Asked api = new Asked(Asked.READ);
  private final List<String> asked = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private @Nullable String instead;
  private @Nullable HttpServer server;

  @BeforeEach
  void start() throws IOException {
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    started.createContext("/shop/footfall", this::answer);
    started.start();
    server = started;
  }

  @AfterEach
  void stop() {
    Objects.requireNonNull(server).stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    asked.add(String.valueOf(query));
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    Answer answer =
        api.get(
            exchange.getRequestURI().getPath().substring("/shop/footfall".length()),
            query == null ? "" : query);
    byte[] body = (instead == null ? answer.body() : instead).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json;charset=UTF-8");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Remote remote(@Nullable String authorization) {
    return new Remote(
        URI.create(
            "http://127.0.0.1:"
                + Objects.requireNonNull(server).getAddress().getPort()
                + "/shop/footfall/"),
        authorization);
  }

  @Test
  void allCounters_areReadPageByPage() throws Exception {
    for (int i = 0; i < 2_500; i++) {
      api.counted.put("c" + i, (long) i - 1_000);
    }

    List<Reading> all = remote(null).all();

    assertThat(all).hasSize(2_500);
    assertThat(all)
        .allMatch(reading -> Objects.equals(api.counted.get(reading.name()), reading.value()));
    assertThat(all).allMatch(reading -> reading.age().equals(Duration.ofMillis(1_500)));
    assertThat(asked).hasSize(3);
    assertThat(authorizations).containsOnly("null");
  }

  @Test
  void oddNames_andTheHeaderOfAuthorization_arrive() throws Exception {
    String odd = "gone é&=+%2F;/#?\"\\";
    api.counted.put(odd, 7L);

    Reading reading = Objects.requireNonNull(remote("Bearer secret").one(odd));

    assertThat(reading.value()).isEqualTo(7);
    assertThat(reading.pendingHere()).isEqualTo(2);
    assertThat(reading.nodes())
        .containsExactly(new Reading.Share("aa", "node-1", 7, Duration.ZERO));
    assertThat(reading.absent())
        .containsExactly(new Reading.Share("bb", "node-2", 5, Duration.ofSeconds(60)));
    assertThat(authorizations).containsExactly("Bearer secret");
    assertThat(remote(null).one("nobody")).isNull();
  }

  @Test
  void whatIsNotTheApi_isToldWithTheWayOut() {
    instead = "{\"data\":[{\"name\":5}]}";
    assertThatThrownBy(() -> remote(null).all())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not that of Footfall's API")
        .hasMessageContaining("check the URL");
    instead = "<html>";
    assertThatThrownBy(() -> remote(null).all())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("malformed JSON");
    api.host = "evil.example";
    assertThatThrownBy(() -> remote(null).all())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was answered with 403")
        .hasMessageContaining("http-role");
  }
}
