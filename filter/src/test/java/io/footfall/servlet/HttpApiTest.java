package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.Footfall;
import io.footfall.http.FootfallServlet;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.util.security.Password;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP API in a real container: where it is, what is counted, and what strangers send. */
class HttpApiTest {

  private static final String SOUND = "{\"key\":\"c1\",\"value\":1}";

  @TempDir Path directory;

  private final Site site = new Site();
  private ServletContextHandler context = new ServletContextHandler();

  @BeforeEach
  void prepare() {
    context = Site.context("", directory);
    context.setInitParameter("footfall.node", "web-1");
    context.setInitParameter("footfall.flush-interval", "1h");
    Site.serve(context, "/plain", (request, response) -> response.getWriter().print("plain"));
    context.addServletContainerInitializer(new FootfallInitializer());
  }

  @AfterEach
  void stop() throws Exception {
    site.stop();
  }

  private void start(String mode) throws Exception {
    if (!mode.isEmpty()) {
      context.setInitParameter("footfall.http", mode);
    }
    site.with(context).start();
  }

  /** Gets a path as a caller on this machine does, and returns the status of the answer. */
  private int get(String path) throws IOException {
    return Site.status(
        site.exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  }

  private Map<String, Long> counted() {
    return Site.counted(context);
  }

  private static String post(String contentType, String body) {
    return post("Content-Type: " + contentType + "\r\nContent-Length: " + body.length(), "", body);
  }

  private static String post(String headers, String method, String body) {
    return (method.isEmpty() ? "POST" : method)
        + " /footfall/increment HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + headers
        + "\r\n\r\n"
        + body;
  }

  private static String bodyOf(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void examplesOfTheDocument_areAnsweredAsItSays() throws Exception {
    start("write");
    String text =
        Files.readString(Path.of(System.getProperty("basedir", "."), "..", "docs", "http.md"));
    Matcher example =
        Pattern.compile(
                "\n```\n((?:GET|POST) /.*?)\n```\n\n```\n(\\d{3})\n(.*?)\n```\n", Pattern.DOTALL)
            .matcher(text);
    List<String> asked = new ArrayList<>();
    while (example.find()) {
      String request = example.group(1);
      asked.add(request.split("\n", 2)[0]);

      String answer = site.exchange(http(request));

      assertThat(answer).as(request).startsWith("HTTP/1.1 " + example.group(2));
      assertThat(settled(bodyOf(answer))).as(request).isEqualTo(settled(example.group(3)));
      assertThat(answer).contains("Cache-Control: no-store", "application/json");
    }
    assertThat(asked)
        .contains("POST /footfall/increment", "GET /footfall/nodes", "GET /footfall/counters/c1")
        .hasSizeGreaterThanOrEqualTo(9);
  }

  private static String http(String example) {
    String[] parts = example.split("\n\n", 2);
    String[] lines = parts[0].split("\n", 2);
    String body = parts.length > 1 ? parts[1] : "";
    return lines[0]
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + (lines.length > 1 ? lines[1].replace("\n", "\r\n") + "\r\n" : "")
        + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
        + "\r\n"
        + body;
  }

  /** Without what differs from run to run. */
  private static String settled(String json) {
    return json.replaceAll(
            "\"asOf\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z\"", "asOf")
        .replaceAll("\"identity\":\"[0-9a-f]{32}\"", "identity")
        .replaceAll("\"(sequence|pendingHere)\":\\d+", "$1");
  }

  @Test
  void itsOwnRequests_areNotCounted_whateverTheirAnswer() throws Exception {
    start("write");

    assertThat(get("/footfall/nodes")).isEqualTo(200);
    assertThat(get("/footfall/nothing")).isEqualTo(404);
    assertThat(Site.status(site.exchange(post("application/json", SOUND)))).isEqualTo(202);
    assertThat(counted()).containsOnly(Map.entry("c1", 1L));

    assertThat(get("/plain")).isEqualTo(200);
    assertThat(counted()).containsEntry("requests", 1L).containsEntry("status:2xx", 1L).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "off"})
  void off_leavesThePlaceToTheApplication(String mode) throws Exception {
    Site.serve(context, "/footfall/nodes", (request, response) -> response.setStatus(204));
    start(mode);

    assertThat(get("/footfall/nodes")).isEqualTo(204);
    assertThat(get("/footfall/counters")).isEqualTo(404);
    assertThat(context.getServletContext().getServletRegistrations()).doesNotContainKey("footfall");
    assertThat(counted()).containsEntry("requests", 2L);
  }

  @Test
  void applicationsOwnServletAtThePlace_keepsIt() throws Exception {
    Site.serve(context, "/footfall/*", (request, response) -> response.setStatus(204));
    start("read");

    assertThat(get("/footfall/nodes")).isEqualTo(204);
    assertThat(counted()).containsEntry("requests", 1L);
  }

  @Test
  void declaredServlet_isTheOnlyOne_atItsOwnPlace() throws Exception {
    context.addServlet(new ServletHolder("mine", FootfallServlet.class), "/admin/*");
    start("read");

    assertThat(get("/admin/nodes")).isEqualTo(200);
    assertThat(counted()).isEmpty();
    assertThat(get("/footfall/nodes")).isEqualTo(404);
    assertThat(counted()).containsEntry("requests", 1L);
  }

  @Test
  void declaredServlet_whileOff_answers404InJson() throws Exception {
    context.addServlet(new ServletHolder("mine", FootfallServlet.class), "/admin/*");
    start("off");

    String answer =
        site.exchange("GET /admin/nodes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(Site.status(answer)).isEqualTo(404);
    assertThat(bodyOf(answer))
        .isEqualTo("{\"errors\":{\"request\":[\"finds nothing: the HTTP API is off\"]}}");
  }

  @Test
  void read_refusesToAdd() throws Exception {
    start("read");

    String answer = site.exchange(post("application/json", SOUND));

    assertThat(Site.status(answer)).isEqualTo(405);
    assertThat(answer).contains("Allow: OPTIONS\r\n");
    assertThat(get("/footfall/counters")).isEqualTo(200);
    assertThat(counted()).isEmpty();
  }

  @Test
  void proxiedRequest_isRefused_unlessOpen() throws Exception {
    start("write");

    String answer =
        site.exchange(
            post(
                "X-Forwarded-For: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                    + SOUND.length(),
                "",
                SOUND));

    assertThat(Site.status(answer)).isEqualTo(403);
    assertThat(bodyOf(answer)).startsWith("{\"errors\":{\"request\":[\"must come from the machine");
    assertThat(counted()).isEmpty();
  }

  @Test
  void pageOfAStranger_whoseNameResolvesToThisMachine_isRefused() throws Exception {
    start("write");
    String rebound =
        post("application/json", SOUND).replace("Host: localhost", "Host: evil.example");

    String answer = site.exchange(rebound);

    assertThat(Site.status(answer)).isEqualTo(403);
    assertThat(bodyOf(answer)).startsWith("{\"errors\":{\"Host\":[\"must be localhost");
    assertThat(counted()).isEmpty();
    assertThat(Site.status(site.exchange("GET /footfall/nodes HTTP/1.0\r\n\r\n"))).isEqualTo(200);
  }

  @Test
  void role_isAskedOfTheContainer() throws Exception {
    UserStore users = new UserStore();
    users.addUser("anna", new Password("a"), new String[] {"operator"});
    users.addUser("bert", new Password("b"), new String[] {"visitor"});
    HashLoginService logins = new HashLoginService("test");
    logins.setUserStore(users);
    ConstraintSecurityHandler security = new ConstraintSecurityHandler();
    security.setLoginService(logins);
    security.setAuthenticator(new BasicAuthenticator());
    ConstraintMapping mapping = new ConstraintMapping();
    mapping.setPathSpec("/footfall/*");
    mapping.setConstraint(Constraint.ANY_USER);
    security.addConstraintMapping(mapping);
    context.setSecurityHandler(security);
    context.setInitParameter("footfall.http-role", "operator");
    start("read");

    assertThat(Site.status(asUser("anna", "a"))).isEqualTo(200);
    String refused = asUser("bert", "b");
    assertThat(Site.status(refused)).isEqualTo(403);
    assertThat(bodyOf(refused)).startsWith("{\"errors\":{\"request\":[\"must come from a user");
    assertThat(get("/footfall/nodes")).isEqualTo(401);
  }

  private String asUser(String name, String password) throws IOException {
    String token =
        Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.US_ASCII));
    return site.exchange(
        "GET /footfall/nodes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Basic "
            + token
            + "\r\n\r\n");
  }

  @Test
  void head_hasTheHeadersOfGet_andNoBody() throws Exception {
    start("read");

    String answer =
        site.exchange(
            "HEAD /footfall/nodes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(Site.status(answer)).isEqualTo(200);
    assertThat(answer).contains("Content-Length: ", "X-Content-Type-Options: nosniff");
    assertThat(bodyOf(answer)).isEmpty();
    String options =
        site.exchange(
            "OPTIONS /footfall/nodes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(Site.status(options)).isEqualTo(204);
    assertThat(options).contains("Allow: GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @CsvSource({
    "/footfall/counters/requests,200",
    "/footfall/counters/status:2xx,200",
    "/footfall/counters/status%3A2xx,200",
    "/footfall/counters?name=status%3A2xx,200",
    "/footfall/counters?name=route%3A%2Fa,404",
    "/footfall/counters/route:/a,404",
    "/footfall/counters/%00,4xx",
    "/footfall/counters/%0A,4xx",
    "/footfall/counters/%2F,4xx",
    "/footfall/counters/%ff,4xx",
    "/footfall/counters/%zz,4xx",
    "/footfall/counters?name=%ff,400",
    "/footfall/counters?limit=1e3,422",
    "/footfall/counters?unknown=1,422",
    "/footfall/series/requests?to=-1000000000-01-01T00:00:00Z,422",
    "/footfall/series/requests?from=-1000000000-01-01T00:00:00Z,422",
    "/footfall/series/requests?to=%2B1000000000-12-31T23:59:59Z,422",
    "/footfall/series/requests?from=0&to=1&step=999999d,200",
    "/footfall/series/requests?step=7s,422",
    "/footfall/series/requests?from=2025-01-02T00:00:00Z&to=2025-01-01T00:00:00Z,422"
  })
  void names_inPathsAndParameters(String path, String status) throws Exception {
    start("read");

    String answer =
        site.exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status.replace("xx", ""));
  }

  @Test
  void hostileBodies_areRefused_andNothingIsCounted() throws Exception {
    start("write");
    String chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked";
    String large = "{\"key\":\"" + "x".repeat(1_000_000) + "\",\"value\":1}";

    assertThat(Site.status(site.exchange(post("application/json", large)))).isEqualTo(413);
    assertThat(
            Site.status(
                site.exchange(
                    post(
                        chunked,
                        "",
                        Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n"))))
        .isEqualTo(413);
    assertThat(Site.status(site.exchange(post(chunked, "", "zz\r\n" + SOUND + "\r\n0\r\n\r\n"))))
        .isEqualTo(400);
    assertThat(Site.status(site.exchange(post("application/json;charset=utf-16", SOUND))))
        .isEqualTo(415);
    assertThat(
            Site.status(
                site.exchange(post("application/json", "{\"key\":\"\u00ff\",\"value\":1}"))))
        .isEqualTo(400);
    assertThat(Site.status(site.exchange(post("application/json", "[".repeat(100_000)))))
        .isEqualTo(400);
    assertThat(Site.status(endedEarly())).isEqualTo(400);
    assertThat(counted()).isEmpty();

    assertThat(Site.status(site.exchange(post("application/json", SOUND)))).isEqualTo(202);
    assertThat(counted()).containsOnly(Map.entry("c1", 1L));
  }

  /** Says that there is more than it sends. */
  private String endedEarly() throws IOException {
    String request = post("Content-Type: application/json\r\nContent-Length: 100", "", SOUND);
    try (Socket socket = site.open(request)) {
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void bodyInPieces_isCountedOnce() throws Exception {
    start("write");
    String request =
        post("Content-Type: application/json\r\nContent-Length: " + SOUND.length(), "", "");
    try (Socket socket = site.open(request)) {
      for (byte part : SOUND.getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(part);
        socket.getOutputStream().flush();
      }
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(Site.status(answer)).isEqualTo(202);
    }
    assertThat(counted()).containsOnly(Map.entry("c1", 1L));
  }

  @Test
  void destroyedContext_hasNoApi() throws Exception {
    start("write");
    assertThat(Site.status(site.exchange(post("application/json", SOUND)))).isEqualTo(202);
    context.stop();
    context.start();

    assertThat(Footfall.of(context.getServletContext()).read("c1").value()).isEqualTo(1);
    assertThat(Site.status(site.exchange(post("application/json", SOUND)))).isEqualTo(202);
    assertThat(counted()).containsOnly(Map.entry("c1", 2L));
  }
}
