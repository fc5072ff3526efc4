package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.JettyNode;
import io.footfall.it.jetty.ShowOutput;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One node: every request counts once, whatever happens to it in the container. */
@Tag("smoke")
@ExtendWith({ArquillianExtension.class, ShowOutput.class})
@RunAsClient
class OneNodeIT {

  private static final Duration QUIET = Duration.ofSeconds(20);

  @ArquillianResource private JettyNode node;
  private Counts counts;

  @Deployment(testable = false)
  @TargetsContainer("node-a")
  static WebArchive sample() {
    return Sample.war("one-node");
  }

  @BeforeEach
  void connect() throws Exception {
    counts = Counts.of(node);
  }

  @AfterEach
  void disconnect() throws Exception {
    counts.close();
  }

  @Test
  void plain_countsOnce() throws Exception {
    assertCountsOnce("hello", 200, "route:/hello");
  }

  @Test
  void forward_countsOnce_underItsFirstRoute() throws Exception {
    long hello = counts.read("route:/hello");
    assertCountsOnce("forward", 200, "route:/forward");
    assertThat(counts.read("route:/hello")).isEqualTo(hello);
  }

  @Test
  void twoIncludes_countOnce() throws Exception {
    assertCountsOnce("include", 200, "route:/include");
  }

  @Test
  void asyncComplete_countsOnce() throws Exception {
    assertCountsOnce("async-complete", 200, "route:/async-complete");
  }

  @Test
  void threeAsyncDispatches_countOnce() throws Exception {
    assertCountsOnce("async-dispatch", 200, "route:/async-dispatch");
  }

  @Test
  void asyncTimeout_countsOnce() throws Exception {
    assertCountsOnce("async-timeout", 500, "route:/async-timeout");
  }

  @Test
  void sendError_countsOnce() throws Exception {
    assertCountsOnce("send-error", 409, "route:/send-error");
  }

  @Test
  void exception_countsOnce() throws Exception {
    assertCountsOnce("exception", 500, "route:/exception");
  }

  @Test
  void slow_countsOnce() throws Exception {
    assertCountsOnce("slow?ms=50", 200, "route:/slow");
  }

  @Test
  void index_countsOnce() throws Exception {
    assertCountsOnce("", 200, "route:");
  }

  @Test
  void staticFile_countsOnce() throws Exception {
    assertCountsOnce("static.txt", 200, "route:");
    assertThat(counts.all("route:").keySet()).noneMatch(name -> name.contains("static"));
  }

  @Test
  void missing_countsOnce_asUnmatched() throws Exception {
    assertCountsOnce("no/such/page", 404, "route:(unmatched)");
    assertThat(counts.all("route:").keySet()).noneMatch(name -> name.contains("such"));
  }

  @Test
  void method_isCounted() throws Exception {
    long before = counts.read("method:GET");
    Sample.get(node.url("hello"));
    assertThat(counts.read("method:GET")).isEqualTo(before + 1);

    long posts = counts.read("method:POST");
    assertThat(Sample.send("POST", node.url("hello")).statusCode()).isEqualTo(405);
    assertThat(counts.read("method:POST")).isEqualTo(posts + 1);
  }

  @Test
  void count_tellsTheTotal_andIsNotCounted() throws Exception {
    Sample.get(node.url("hello"));
    long total = counts.total();

    HttpResponse<String> first = Sample.get(node.url("count"));
    HttpResponse<String> second = Sample.get(node.url("count"));

    assertThat(first.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(second.body())
        .matches(
            "\\{\"requests\":"
                + total
                + ",\"members\":1,\"asOf\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z\"}");
    assertThat(counts.total()).isEqualTo(total);
  }

  @Test
  void like_countsItsPage_andShowsItWithItsAge() throws Exception {
    HttpRequest like =
        HttpRequest.newBuilder(node.url("like"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("page=hello"))
            .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(like, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(counts.read("like:hello")).isEqualTo(1);
    assertThat(Sample.get(node.url("")).body())
        .contains("value=\"hello\">Like</button> <b>1</b> like, as of ");
    assertThat(Sample.send("POST", node.url("like")).statusCode()).isEqualTo(400);
    assertThat(counts.all("like:").keySet()).containsExactly("like:hello");
  }

  @Test
  void settings_haveNoProblems_andCountsAreJournaled() throws Exception {
    assertThat(counts.settingsProblems()).isEmpty();
    assertThat(counts.durability()).isEqualTo("JOURNALED");
  }

  /** Sends one request and looks at every counter that has to do with it. */
  private void assertCountsOnce(String path, int status, String route) throws Exception {
    long total = awaitQuiet();
    String statusClass = "status:" + status / 100 + "xx";
    long sameStatus = counts.read(statusClass);
    Map<String, Long> routes = counts.all("route:");

    assertThat(Sample.get(node.url(path)).statusCode()).isEqualTo(status);

    assertThat(counts.total()).as("requests, on arrival").isEqualTo(total + 1);
    assertThat(awaitQuiet()).as("requests, once quiet").isEqualTo(total + 1);
    assertThat(counts.read(statusClass)).as(statusClass).isEqualTo(sameStatus + 1);
    if (!route.equals("route:")) {
      assertThat(counts.read(route)).as(route).isEqualTo(routes.getOrDefault(route, 0L) + 1);
    }
    assertThat(counts.sum("route:")).as("all routes").isEqualTo(total + 1);
  }

  /** The requests, once each of them has its status. */
  private long awaitQuiet() {
    await()
        .atMost(QUIET)
        .untilAsserted(() -> assertThat(counts.sum("status:")).isEqualTo(counts.total()));
    try {
      return counts.total();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
