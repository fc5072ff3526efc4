package io.footfall.it.containers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.ShowOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What must hold in every servlet container, one named case each. A subclass says the container.
 *
 * <p>Nothing else sends requests to these applications, so a case asserts by how much each counter
 * grew, and by that also that no other grew.
 */
@ExtendWith({ArquillianExtension.class, ShowOutput.class, ContractReport.class})
@RunAsClient
abstract class ContainerContract {

  private static final Duration SETTLED = Duration.ofSeconds(30);
  private static final Duration JOINED = Duration.ofSeconds(90);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final Server server =
      Servers.running(
          Objects.requireNonNull(getClass().getAnnotation(RunsOn.class), "@RunsOn").value());

  // How Footfall comes in.

  @Test
  void zeroConfiguration_counts() throws Exception {
    assertCounts(Applications.ZERO, "plain", 200, "route:/plain");
    assertThat(reading(Applications.ZERO).text("@filters")).isEqualTo("1");
    assertThat(reading(Applications.ZERO).text("@problems")).isEmpty();
    assertThat(reading(Applications.ZERO).text("@durability")).isEqualTo("JOURNALED");
  }

  @Test
  void declaredInWebXml_besideTheInitializer_isOneFilter() throws Exception {
    assertCounts(Applications.DECLARED, "plain", 200, "route:/plain");
    assertThat(reading(Applications.DECLARED).text("@filters")).isEqualTo("1");
  }

  @Test
  void declaredUnderAnotherName_isOneFilter() throws Exception {
    assertCounts(Applications.NAMED, "plain", 200, "route:/plain");
    assertThat(reading(Applications.NAMED).text("@filters")).isEqualTo("1");
  }

  @Test
  void metadataComplete_counts() throws Exception {
    assertCounts(Applications.COMPLETE, "plain", 200, "route:/plain");
    assertThat(reading(Applications.COMPLETE).text("@filters")).isEqualTo("1");
  }

  @Test
  void absoluteOrdering_withTheRecipe_counts() throws Exception {
    assertCounts(Applications.ORDERED, "plain", 200, "route:/plain");
    assertCounts(Applications.ORDERED, "async-complete", 200, "route:/async-complete");
    assertThat(reading(Applications.ORDERED).text("@filters")).isEqualTo("1");
  }

  @Test
  void oneFile_besideOtherVersionsOfItsLibraries_counts_andLeavesThemAlone() throws Exception {
    assertCounts(Applications.ONE_FILE, "plain", 200, "route:/plain");
    assertThat(reading(Applications.ONE_FILE).text("@durability")).isEqualTo("JOURNALED");
    HttpResponse<String> libraries = get(Applications.ONE_FILE, "libraries");
    assertThat(libraries.statusCode()).as(libraries.body()).isEqualTo(200);
    assertThat(libraries.body())
        .contains("guava xxx", "kotlin 1.9.25", "jackson 2.19.2", "jboss-logging other.libraries")
        .containsPattern("jgroups .*5\\.4\\.5")
        .contains("infinispan v 15.2.6.Final");
    // Both at once: what the application's own Infinispan did has not stopped the counting.
    await()
        .atMost(JOINED)
        .untilAsserted(
            () -> assertThat(reading(Applications.ONE_FILE).text("@pending")).isEqualTo("0"));
  }

  @Test
  void disabled_registersNothing_andReadsZero() throws Exception {
    assertThat(get(Applications.DISABLED, "plain").statusCode()).isEqualTo(200);
    Reading reading = reading(Applications.DISABLED);
    assertThat(reading.text("@filters")).isEqualTo("0");
    assertThat(reading.count("requests")).isZero();
    assertThat(beans("context=disabled")).isEmpty();
  }

  @Test
  void settings_systemPropertyBeatsEnvironmentAndParameters() throws Exception {
    assertThat(reading(Applications.DECLARED).text("@location")).isEqualTo("1,1,property");
  }

  @Test
  void settings_environmentBeatsParameters() throws Exception {
    assertThat(reading(Applications.DECLARED).text("@url"))
        .isEqualTo("http://environment.example/");
  }

  @Test
  void settings_initParameterBeatsContextParameter() throws Exception {
    assertThat(reading(Applications.DECLARED).text("@node")).isEqualTo("init");
  }

  @Test
  void settings_contextParameterBeatsDefault() throws Exception {
    assertThat(reading(Applications.NAMED).text("@node")).isEqualTo("context");
  }

  // Counted exactly once.

  @Test
  void plain_countsOnce() throws Exception {
    assertCounts("plain", 200);
  }

  @Test
  void forward_countsOnce() throws Exception {
    assertCounts("forward", 200);
  }

  @Test
  void twoIncludes_countOnce() throws Exception {
    assertCounts("include", 200);
  }

  @Test
  void asyncComplete_countsOnce() throws Exception {
    assertCounts("async-complete", 200);
    assertCounts("async-gone", 410);
  }

  @Test
  void threeAsyncDispatches_countOnce() throws Exception {
    assertCounts("async-dispatch", 200);
  }

  @Test
  void nestedStartAsync_countsOnce() throws Exception {
    assertCounts("nested-async", 200);
  }

  @Test
  void asyncTimeout_countsOnce() throws Exception {
    assertCounts("async-timeout", 500);
  }

  @Test
  void sendError_countsOnce() throws Exception {
    assertCounts("send-error", 409);
  }

  @Test
  void exception_countsOnce() throws Exception {
    assertCounts("exception", 500);
  }

  @Test
  void unavailable_countsOnce_asTheClientSeesIt() throws Exception {
    for (String path : List.of("unavailable", "unavailable-for-good")) {
      Reading before = reading(Applications.ZERO);
      int status = get(Applications.ZERO, path).statusCode();
      assertThat(status).isGreaterThanOrEqualTo(400);
      assertGrows(
          Applications.ZERO,
          before,
          expected(
              status / 100 + "xx", "GET", "route:" + (status == 404 ? "(unmatched)" : "/" + path)));
    }
  }

  @Test
  void missing_countsOnce_asUnmatched() throws Exception {
    assertCounts(Applications.ZERO, "no/such/page", 404, "route:(unmatched)");
  }

  @Test
  void methodNotAllowed_countsOnce() throws Exception {
    Reading before = reading(Applications.ZERO);
    assertThat(send("POST", url(Applications.ZERO, "plain")).statusCode()).isEqualTo(405);
    assertGrows(
        Applications.ZERO,
        before,
        Map.of("requests", 1L, "status:4xx", 1L, "method:POST", 1L, "route:/plain", 1L));
  }

  @Test
  void head_countsOnce() throws Exception {
    Reading before = reading(Applications.ZERO);
    assertThat(send("HEAD", url(Applications.ZERO, "plain")).statusCode()).isEqualTo(200);
    assertGrows(
        Applications.ZERO,
        before,
        Map.of("requests", 1L, "status:2xx", 1L, "method:HEAD", 1L, "route:/plain", 1L));
  }

  @Test
  void staticFile_countsOnce() throws Exception {
    assertCounts(Applications.ZERO, "static.txt", 200, "route:/");
  }

  @Test
  void welcomeFile_countsOnce() throws Exception {
    Reading before = reading(Applications.ZERO);
    assertThat(get(Applications.ZERO, "").body()).contains("welcome");
    Map<String, Long> grown = settled(Applications.ZERO, before);
    assertThat(grown)
        .containsEntry("requests", 1L)
        .containsEntry("status:2xx", 1L)
        .containsEntry("method:GET", 1L)
        .hasSize(4);
  }

  @Test
  void errorPage_countsOnce_withTheStatusOfTheError() throws Exception {
    Reading before = reading(Applications.DECLARED);
    HttpResponse<String> response = get(Applications.DECLARED, "send-error");
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body()).isEqualTo("said");
    assertGrows(Applications.DECLARED, before, expected("4xx", "GET", "route:/send-error"));
  }

  @Test
  void errorPageOfAnException_countsOnce_withTheStatusOfTheError() throws Exception {
    Reading before = reading(Applications.DECLARED);
    HttpResponse<String> response = get(Applications.DECLARED, "exception");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).isEqualTo("said");
    assertGrows(Applications.DECLARED, before, expected("5xx", "GET", "route:/exception"));
  }

  @Test
  void keepAlive_countsEach() throws Exception {
    Reading before = reading(Applications.ZERO);
    try (Socket socket = connect()) {
      for (int i = 0; i < 5; i++) {
        write(socket, request("static.txt", "keep-alive"));
        readUntil(socket.getInputStream(), "a static file\n", 1);
      }
    }
    assertThat(settled(Applications.ZERO, before, 5))
        .containsEntry("requests", 5L)
        .containsEntry("status:2xx", 5L);
  }

  @Test
  void pipelined_countsEach() throws Exception {
    Reading before = reading(Applications.ZERO);
    try (Socket socket = connect()) {
      write(socket, request("static.txt", "keep-alive").repeat(4) + request("static.txt", "close"));
      readUntil(socket.getInputStream(), "a static file\n", 5);
    }
    assertThat(settled(Applications.ZERO, before, 5))
        .containsEntry("requests", 5L)
        .containsEntry("status:2xx", 5L);
  }

  @Test
  void http2_countsEach() throws Exception {
    Reading before = reading(Applications.ZERO);
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> response =
          http2.send(
              HttpRequest.newBuilder(url(Applications.ZERO, "plain"))
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.statusCode()).isEqualTo(200);
    }
    assertThat(settled(Applications.ZERO, before, 3))
        .containsEntry("requests", 3L)
        .containsEntry("status:2xx", 3L);
  }

  @Test
  void webSocket_countsTheUpgradeOnce() throws Exception {
    Reading before = reading(Applications.ZERO);
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        CLIENT
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(url(Applications.ZERO, "echo").toString().replaceFirst("^http", "ws")),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket webSocket, CharSequence data, boolean last) {
                    answer.complete(data.toString());
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .get(30, TimeUnit.SECONDS);
    socket.sendText("hello", true).get(30, TimeUnit.SECONDS);
    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () ->
                assertThat(reading(Applications.ZERO).since(before))
                    .containsEntry("requests", 1L)
                    .containsEntry("status:1xx", 1L)
                    .containsEntry("method:GET", 1L));
  }

  // Several applications, and faults at the start.

  @Test
  void twoApplications_countApart() throws Exception {
    Reading before = reading(Applications.COMPLETE);
    assertCounts(Applications.ZERO, "plain", 200, "route:/plain");
    assertThat(reading(Applications.COMPLETE).since(before)).isEmpty();
    assertThat(reading(Applications.ZERO).text("@members")).isEqualTo("1");
  }

  @Test
  void twoApplications_ofOneCluster_countTogether() throws Exception {
    await()
        .atMost(JOINED)
        .untilAsserted(
            () -> {
              assertThat(reading(Applications.SHARED_A).text("@members")).isEqualTo("2");
              assertThat(reading(Applications.SHARED_B).text("@members")).isEqualTo("2");
            });
    get(Applications.SHARED_A, "plain");
    get(Applications.SHARED_B, "plain");
    get(Applications.SHARED_B, "plain");
    await()
        .atMost(JOINED)
        .untilAsserted(
            () -> {
              long a = reading(Applications.SHARED_A).count("requests");
              assertThat(a).isGreaterThanOrEqualTo(3);
              assertThat(reading(Applications.SHARED_B).count("requests")).isEqualTo(a);
            });
  }

  @Test
  void noWritableDisk_countsInMemory_andSaysSo() throws Exception {
    assertCounts(Applications.NO_DISK, "plain", 200, "route:/plain");
    assertThat(reading(Applications.NO_DISK).text("@durability")).isEqualTo("NONE");
  }

  @Test
  void noNetwork_countsAlone() throws Exception {
    assertCounts(Applications.NO_NETWORK, "plain", 200, "route:/plain");
    assertThat(reading(Applications.NO_NETWORK).text("@members")).isEqualTo("1");
  }

  @Test
  void jmx_isReadable() throws Exception {
    assertThat(beans("context=zero")).hasSize(1);
    get(Applications.ZERO, "plain");
    long total = reading(Applications.ZERO).count("requests");
    assertThat(total("context=zero")).isEqualTo(total);
  }

  // The ways to ask.

  private void assertCounts(String path, int status) throws Exception {
    assertCounts(Applications.ZERO, path, status, "route:/" + path);
  }

  private void assertCounts(String application, String path, int status, String route)
      throws Exception {
    Reading before = reading(application);
    assertThat(get(application, path).statusCode()).isEqualTo(status);
    assertGrows(application, before, expected(status / 100 + "xx", "GET", route));
  }

  private static Map<String, Long> expected(String status, String method, String route) {
    return Map.of("requests", 1L, "status:" + status, 1L, "method:" + method, 1L, route, 1L);
  }

  /** Waits for the exchange's completion, which may come after the response's last byte. */
  private void assertGrows(String application, Reading before, Map<String, Long> expected) {
    await()
        .atMost(SETTLED)
        .untilAsserted(() -> assertThat(reading(application).since(before)).isEqualTo(expected));
  }

  private Map<String, Long> settled(String application, Reading before) throws Exception {
    return settled(application, before, 1);
  }

  private Map<String, Long> settled(String application, Reading before, int requests)
      throws Exception {
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () ->
                assertThat(
                        reading(application).since(before).entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith("status:"))
                            .mapToLong(Map.Entry::getValue)
                            .sum())
                    .isGreaterThanOrEqualTo(requests));
    return reading(application).since(before);
  }

  private Reading reading(String application) throws Exception {
    return Reading.parse(get(application, "reading").body());
  }

  private URI url(String application, String path) {
    return server.url(application, path);
  }

  private HttpResponse<String> get(String application, String path) throws Exception {
    return send("GET", url(application, path));
  }

  private static HttpResponse<String> send(String method, URI url) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(url)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(60))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("localhost", server.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String request(String path, String connection) {
    return "GET /%s/%s HTTP/1.1\r\nHost: localhost\r\nConnection: %s\r\n\r\n"
        .formatted(Applications.ZERO, path, connection);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static void readUntil(InputStream in, String body, int times) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.toString().split(body, -1).length - 1 < times) {
      int next = in.read();
      assertThat(next).as("the end came after: %s", text).isNotNegative();
      text.append((char) next);
    }
  }

  private Set<ObjectName> beans(String key) throws Exception {
    try (Probe probe = Probe.of(server.pid())) {
      return probe.names("io.footfall:type=Counters," + key + ",*");
    }
  }

  private long total(String key) throws Exception {
    try (Probe probe = Probe.of(server.pid())) {
      ObjectName bean = probe.names("io.footfall:type=Counters," + key + ",*").iterator().next();
      return (Long) probe.attribute(bean, "Total");
    }
  }
}
