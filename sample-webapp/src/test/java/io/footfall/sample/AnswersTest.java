package io.footfall.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.Node;
import io.footfall.Reading;
import io.footfall.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {

  private static final Reading REQUESTS =
      new Reading("requests", 42, Duration.ofMillis(1_500), 0, List.of(), List.of());

  @Test
  void count_isAsOldAsTheOldestPartOfIt() {
    assertThat(CountServlet.json(REQUESTS, 2, Instant.parse("2025-06-01T12:00:10Z")))
        .isEqualTo("{\"requests\":42,\"members\":2,\"asOf\":\"2025-06-01T12:00:08.500Z\"}");
  }

  @Test
  void index_tellsBothCounts_andEscapesTheNamesOfNodes() {
    String page =
        Html.index(
            REQUESTS,
            Map.of("like:hello", like("hello", 1), "like:slow?ms=1000", like("slow?ms=1000", 2)),
            List.of(node("<b>'a'&\"", true, 40), node("other", false, 2)),
            status("<script>", "/data/0"));

    assertThat(page)
        .contains("<strong id=\"cluster\">42</strong>", "<strong id=\"here\">40</strong>", "1.5 s")
        .contains("&lt;b&gt;&#39;a&#39;&amp;&quot;", "&lt;script&gt;")
        .contains("value=\"hello\">Like</button> <b>1</b> like, as of 0.2 s ago</li>")
        .contains("value=\"slow?ms=1000\">Like</button> <b>2</b> likes, as of 0.2 s ago</li>")
        .contains("value=\"forward\">Like</button></li>")
        .doesNotContain("<script>", "<b>'a'");
    assertThat(Html.isPage("hello")).isTrue();
    assertThat(Html.isPage("like")).isFalse();
  }

  @Test
  void readyLine_isOneLine_andSaysWhenThereIsNoDirectory() {
    assertThat(ReadyLine.describe(status("a\nb", ""))).isEqualTo("node=a?b data=- members=3");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "10000,10000", "10001,-1", "-5,-1", "x,-1", "99999999999,-1", ",1000"})
  void slow_takesWholeMilliseconds_upToItsBound(@Nullable String text, int millis) {
    assertThat(SlowServlet.millis(text)).isEqualTo(millis);
  }

  private static Reading like(String page, long value) {
    return new Reading(
        LikeServlet.PREFIX + page, value, Duration.ofMillis(200), 0, List.of(), List.of());
  }

  private static Node node(String name, boolean self, long requests) {
    return new Node("00", name, "", "", self, true, 1, 1, requests, Duration.ZERO);
  }

  private static Status status(String node, String directory) {
    return new Status(
        "1",
        node,
        "00",
        directory,
        0,
        0,
        0,
        null,
        null,
        null,
        Status.Durability.JOURNALED,
        3,
        false,
        0,
        Map.of(),
        "",
        List.of(),
        0,
        List.of(),
        null);
  }
}
