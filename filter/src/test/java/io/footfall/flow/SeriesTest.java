package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.footfall.Series;
import io.footfall.count.Fork;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The points of a series together are what the counter grew by. */
class SeriesTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Engines engines;

  @BeforeEach
  void open() throws Exception {
    engines = new Engines();
  }

  @AfterEach
  void close() {
    engines.close();
  }

  private static void count(Engine engine, int times) {
    for (int i = 0; i < times; i++) {
      engine.buckets().counter("requests").increment();
    }
  }

  private static Series series(Engine engine, Duration step) {
    Instant now = Instant.now();
    return engine
        .counters()
        .series("requests", now.minus(Duration.ofMinutes(50)), now.plusSeconds(60), step);
  }

  private static long total(Series series) {
    return series.points().stream().mapToLong(Series.Point::value).sum();
  }

  /** Over every tier, because each has slots of its own. */
  private static void adds(Engine engine, long value) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(engine.counters().read("requests").value()).isEqualTo(value);
              for (int step : List.of(10, 60, 3_600, 86_400)) {
                assertThat(total(series(engine, Duration.ofSeconds(step))))
                    .as("step of " + step)
                    .isEqualTo(value);
              }
            });
  }

  @Test
  void restart_freshIdentity_andFullRestart_loseNothing_andCountNothingTwice() throws Exception {
    Engine a = engines.start(directory.resolve("a"), "a");
    Engine b = engines.start(directory.resolve("b"), "b");
    count(a, 7);
    adds(a, 7);
    a.flush();
    count(b, 5);
    b.flush();
    adds(a, 12);
    adds(b, 12);
    assertThat(series(b, Duration.ofSeconds(10)).points().get(0).partial()).isFalse();
    assertThat(series(b, Duration.ofSeconds(10)).points().get(305).partial()).isTrue();

    engines.stop(a);
    engines.stop(b);
    a = engines.start(directory.resolve("a"), "a");
    count(a, 1);
    engines.stop(a);
    // The change time of the lock file is the one thing of a boot that a test can change.
    Files.delete(directory.resolve("a").resolve("1").resolve(DirectoryLock.NAME));
    a = engines.start(directory.resolve("a"), "a");
    count(a, 2);
    b = engines.start(directory.resolve("b"), "b");
    count(b, 1);
    adds(b, 16);
    adds(a, 16);
  }

  @Test
  void kill_atAnyTime_losesNothing_andCountsNothingTwice() throws Exception {
    Path home = directory.resolve("victim");
    long least = 0;
    for (int round = 0; round < 2; round++) {
      Process victim =
          Fork.start(SeriesVictim.class, home.toString(), String.valueOf(engines.port()));
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
        for (int i = 0; i < 300; i++) {
          assertThat(out.readLine()).isEqualTo("counted");
          least++;
        }
        Fork.kill(victim);
      } finally {
        victim.destroyForcibly().waitFor();
      }
      Engine engine = engines.start(home, "a");
      long value = engine.counters().read("requests").value();
      assertThat(value).isGreaterThanOrEqualTo(least);
      adds(engine, value);
      engine.flush();
      adds(engine, value);
      least = value;
      engines.stop(engine);
    }
  }

  @Test
  void badQuestions_areRefused_withTheBoundAndTheWayOut() throws Exception {
    Engine engine = engines.start(directory, "a");
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Duration ten = Duration.ofSeconds(10);
    refused(engine, "orders", from, from.plusSeconds(60), ten, "footfall.series");
    refused(engine, "requests", from, from, ten, "from must be before to");
    refused(engine, "requests", from, from.plusSeconds(60), Duration.ofSeconds(15), "PT10S, PT1M");
    refused(engine, "requests", from, from.plusSeconds(60), Duration.ofMillis(10_500), "step");
    refused(engine, "requests", from, from.plusSeconds(60), Duration.ZERO, "step");
    refused(engine, "requests", from, from.plusSeconds(50_001), ten, "5000 points");
    refused(engine, "requests", Instant.MIN, from, ten, "1970");
    refused(engine, "requests", from, Instant.MAX, ten, "9999");
  }

  private static void refused(
      Engine engine, String name, Instant from, Instant to, Duration step, String part) {
    assertThatThrownBy(() -> engine.counters().series(name, from, to, step))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }
}
