package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each way for a request to end counts as, and that each counts once. */
class OutcomesTest {

  private static final String COUNT = "count";

  @TempDir static Path data;

  private static ServletContextHandler context;
  private static Site site;
  private static CountDownLatch clientGone = new CountDownLatch(1);

  private Map<String, Long> before = Map.of();

  @BeforeAll
  static void start() throws Exception {
    context = Site.context("", data);
    context.setInitParameter("footfall.counters", "status,method,route,host");
    context.setInitParameter("footfall.exclude", "/excluded/*,/to-excluded");
    context.addServletContainerInitializer(new FootfallInitializer());
    ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
    pages.addErrorPage(418, "/oops");
    context.setErrorHandler(pages);
    serve();
    site = new Site().with(context).start();
  }

  private static void serve() {
    on("/plain", (request, response) -> response.getWriter().print("plain"));
    on("/oops", (request, response) -> response.getWriter().print("oops"));
    on("/excluded/forward", (request, response) -> forward(request, response, "/plain"));
    on("/to-excluded", (request, response) -> forward(request, response, "/plain"));
    on("/redirect", (request, response) -> response.sendRedirect("/plain"));
    on("/send-error", (request, response) -> response.sendError(500));
    on("/error-page", (request, response) -> response.sendError(418));
    on(
        "/status",
        (request, response) -> response.setStatus(Integer.parseInt(request.getParameter("code"))));
    on(
        "/throws",
        (request, response) -> {
          throw new ServletException("thrown on purpose");
        });
    on(
        "/throws-committed",
        (request, response) -> {
          response.flushBuffer();
          throw new ServletException("thrown on purpose");
        });
    on("/forward", (request, response) -> forward(request, response, "/plain"));
    on(
        "/include",
        (request, response) -> {
          request.getRequestDispatcher("/plain").include(request, response);
          request.getRequestDispatcher("/plain").include(request, response);
        });
    on("/async-complete", (request, response) -> start(request).start(() -> complete(request)));
    on(
        "/async-complete-at-once",
        (request, response) -> {
          response.setStatus(202);
          start(request).complete();
        });
    on(
        "/async-send-error",
        (request, response) ->
            start(request)
                .start(
                    () -> {
                      sendError(response);
                      complete(request);
                    }));
    on("/async-dispatch", (request, response) -> again(request, 3));
    on("/async-to-plain", (request, response) -> start(request).dispatch("/plain"));
    on(
        "/async-dispatch-throws",
        (request, response) -> {
          if (request.getDispatcherType() == DispatcherType.ASYNC) {
            throw new ServletException("thrown on purpose");
          }
          start(request).dispatch();
        });
    on(
        "/async-then-throws",
        (request, response) -> {
          start(request);
          throw new ServletException("thrown on purpose");
        });
    on(
        "/async-timeout",
        (request, response) -> {
          if (request.getDispatcherType() == DispatcherType.REQUEST) {
            start(request).setTimeout(50);
          }
        });
    on("/async-timeout-handled", (request, response) -> handleTimeout(request));
    on(
        "/read-body",
        (request, response) -> response.setStatus(request.getInputStream().readAllBytes().length));
    on("/until-gone", (request, response) -> writeUntilGone(response));
  }

  private static void on(String path, Site.Service service) {
    Site.serve(context, path, service);
  }

  private static void forward(HttpServletRequest request, HttpServletResponse response, String path)
      throws ServletException, IOException {
    request.getRequestDispatcher(path).forward(request, response);
  }

  private static AsyncContext start(HttpServletRequest request) {
    AsyncContext async = request.startAsync();
    async.setTimeout(10_000);
    return async;
  }

  private static void complete(HttpServletRequest request) {
    request.getAsyncContext().complete();
  }

  private static void sendError(HttpServletResponse response) {
    try {
      response.sendError(503);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void again(HttpServletRequest request, int times) {
    int count = Objects.requireNonNullElse((Integer) request.getAttribute(COUNT), 0);
    request.setAttribute(COUNT, count + 1);
    if (count < times) {
      start(request).dispatch();
    }
  }

  private static void handleTimeout(HttpServletRequest request) {
    AsyncContext async = request.startAsync();
    async.setTimeout(50);
    async.addListener(
        new AsyncListener() {
          @Override
          public void onTimeout(AsyncEvent event) {
            event.getAsyncContext().complete();
          }

          @Override
          public void onComplete(AsyncEvent event) {}

          @Override
          public void onError(AsyncEvent event) {}

          @Override
          public void onStartAsync(AsyncEvent event) {}
        });
  }

  private static void writeUntilGone(HttpServletResponse response) throws IOException {
    response.getOutputStream().write(new byte[1_000]);
    response.flushBuffer();
    try {
      assertThat(clientGone.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 0; i < 10_000; i++) {
      response.getOutputStream().write(new byte[10_000]);
      response.flushBuffer();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    Deployment deployment =
        (Deployment) context.getServletContext().getAttribute(Deployment.ATTRIBUTE);
    Recorder recorder = Objects.requireNonNull(deployment.recorder());
    assertThat(recorder.drain().toCompletableFuture()).as("every request has ended").isDone();
    site.stop();
  }

  @BeforeEach
  void remember() {
    before = Site.counted(context);
  }

  /** What was counted since the test began, once each request that was counted has a status. */
  private Map<String, Long> counted(int requests) {
    Map<String, Long> last = new TreeMap<>();
    await()
        .untilAsserted(
            () -> {
              last.clear();
              Site.counted(context).forEach((name, value) -> last.merge(name, value, Long::sum));
              before.forEach((name, value) -> last.merge(name, -value, Long::sum));
              last.values().removeIf(value -> value == 0);
              assertThat(last.getOrDefault("requests", 0L)).isEqualTo(requests);
              assertThat(statuses(last)).isEqualTo(requests);
            });
    return last;
  }

  private static long statuses(Map<String, Long> values) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("status:"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @ParameterizedTest
  @CsvSource({
    "/plain, 200, 2xx, /plain",
    "/redirect, 302, 3xx, /redirect",
    "/no-such-file, 404, 4xx, (unmatched)",
    "/send-error, 500, 5xx, /send-error",
    "/error-page, 418, 4xx, /error-page",
    "/throws, 500, 5xx, /throws",
    "/throws-committed, 200, 2xx, /throws-committed",
    "/status?code=404, 404, 4xx, (unmatched)",
    "/status?code=599, 599, 5xx, /status",
    "/status?code=999, 999, other, /status",
    "/forward, 200, 2xx, /forward",
    "/include, 200, 2xx, /include",
    "/async-complete, 200, 2xx, /async-complete",
    "/async-complete-at-once, 202, 2xx, /async-complete-at-once",
    "/async-send-error, 503, 5xx, /async-send-error",
    "/async-dispatch, 200, 2xx, /async-dispatch",
    "/async-to-plain, 200, 2xx, /async-to-plain",
    "/async-dispatch-throws, 500, 5xx, /async-dispatch-throws",
    "/async-then-throws, 500, 5xx, /async-then-throws",
    "/async-timeout, 500, 5xx, /async-timeout",
    "/async-timeout-handled, 200, 2xx, /async-timeout-handled",
  })
  void a_request_counts_once_with_the_status_that_it_ends_with(
      String path, int status, String statusClass, String route) throws IOException {
    assertThat(site.get(path)).isEqualTo(status);

    assertThat(counted(1))
        .containsOnly(
            Map.entry("requests", 1L),
            Map.entry("status:" + statusClass, 1L),
            Map.entry("method:GET", 1L),
            Map.entry("host:example.com", 1L),
            Map.entry("route:" + route, 1L));
  }

  @Test
  void a_client_that_is_gone_before_the_response_counts_as_the_failure_that_it_causes()
      throws IOException {
    open("POST /read-body HTTP/1.1\r\nHost: example.com\r\nContent-Length: 10\r\n\r\nabc").close();

    assertThat(counted(1)).containsEntry("status:5xx", 1L);
  }

  @Test
  void a_client_that_is_gone_amid_the_response_counts_as_the_status_sent() throws IOException {
    try (Socket socket = open("GET /until-gone HTTP/1.1\r\nHost: example.com\r\n\r\n")) {
      assertThat(socket.getInputStream().read()).isPositive();
    }
    clientGone.countDown();

    assertThat(counted(1)).containsEntry("status:2xx", 1L);
  }

  private static Socket open(String request) throws IOException {
    return site.open(request);
  }

  @ParameterizedTest
  @CsvSource({"/excluded/forward", "/to-excluded", "/excluded/none"})
  void an_excluded_request_counts_nowhere_even_if_forwarded(String path) throws IOException {
    site.get(path);
    site.get("/plain");

    assertThat(counted(1)).containsEntry("route:/plain", 1L);
  }

  @Test
  void an_encoding_or_a_path_parameter_gets_no_request_past_an_exclusion() throws IOException {
    assertThat(site.get("/%65xcluded/forward")).isEqualTo(200);
    assertThat(site.get("/excluded;a=b/forward")).isEqualTo(200);
    site.get("/plain");

    assertThat(counted(1)).containsEntry("route:/plain", 1L);
  }

  @Test
  void a_host_counts_in_lower_case_without_its_port() throws IOException {
    site.exchange(
        "GET /plain HTTP/1.1\r\nHost: Shop.Example.COM:8080\r\nConnection: close\r\n\r\n");
    site.exchange("GET /plain HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n");

    assertThat(counted(2))
        .containsEntry("host:shop.example.com", 1L)
        .containsEntry("host:[::1]", 1L);
  }

  @Test
  void a_request_without_a_host_counts_as_other() throws IOException {
    assertThat(Site.status(site.exchange("GET /plain HTTP/1.0\r\n\r\n"))).isEqualTo(200);

    assertThat(counted(1)).containsEntry("host:(other)", 1L);
  }

  @Test
  void a_method_counts_as_sent_and_what_is_none_as_other() throws IOException {
    site.exchange("PURGE /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    site.exchange("pUrGe /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(counted(2)).containsEntry("method:PURGE", 1L).containsEntry("method:(other)", 1L);
  }
}
