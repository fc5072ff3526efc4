package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.Series;
import io.footfall.count.Clock;
import io.footfall.count.SlotClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole node whose wall clock steps: in every tier the slots together are what the counter grew
 * by, on this node and on another, whatever the clock says.
 */
class ClockStepTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMinutes(30);

  /** Short enough for the finest tier, and long enough for both sides of a step. */
  private final Instant from = Instant.now().minus(Duration.ofMinutes(10));

  private final Instant between = Instant.now().plus(Duration.ofMinutes(15));
  private final Instant to = Instant.now().plus(Duration.ofMinutes(45));

  @TempDir Path directory;
  private Engines engines;
  private final Stepping clock = new Stepping();

  /** The machine's clocks, of which the wall clock is off by what a test says. */
  private static final class Stepping implements Clock {
    private volatile long offMillis;

    @Override
    public long nanos() {
      return SYSTEM.nanos();
    }

    @Override
    public long wallMillis() {
      return SYSTEM.wallMillis() + offMillis;
    }
  }

  @BeforeEach
  void open() throws Exception {
    engines = new Engines();
  }

  @AfterEach
  void close() {
    engines.close();
  }

  private Engine start(String name) {
    return engines.start(
        engines.options(directory.resolve(name), name),
        new Health(),
        name.equals("a") ? clock : Clock.SYSTEM);
  }

  private static void count(Engine engine, int times) {
    for (int i = 0; i < times; i++) {
      engine.buckets().counter("requests").increment();
    }
  }

  private static long sum(Engine engine, Instant from, Instant to, int step) {
    Series series = engine.counters().series("requests", from, to, Duration.ofSeconds(step));
    return series.points().stream().mapToLong(Series.Point::value).sum();
  }

  private void adds(long value, Engine... all) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              for (Engine engine : all) {
                assertThat(engine.counters().read("requests").value()).isEqualTo(value);
                for (int step : List.of(10, 60, 3_600, 86_400)) {
                  assertThat(sum(engine, from, to, step)).as("step of " + step).isEqualTo(value);
                }
              }
            });
  }

  /** Counts once a while until counts land behind {@link #between}, or before it again. */
  private long countUntil(boolean behind, Engine engine) {
    long[] counted = {0};
    long[] before = {sum(engine, between, to, 10)};
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              count(engine, 1);
              engine.flush();
              counted[0]++;
              long now = sum(engine, between, to, 10);
              boolean grown = now > before[0];
              before[0] = now;
              return grown == behind;
            });
    return counted[0];
  }

  @Test
  void wallClock_thatJumpsAndJumpsBack_movesNoCount() throws Exception {
    Engine a = start("a");
    count(a, 5);
    adds(5, a);
    long began = System.nanoTime();
    clock.offMillis = STEP.toMillis();
    // Several ticks see it: one alone would not be believed by any clock.
    for (int i = 0; i < 3; i++) {
      count(a, 1);
      a.flush();
    }
    clock.offMillis = 0;
    boolean withinBound =
        System.nanoTime() - began < Duration.ofMillis(SlotClock.PERSIST_MILLIS).toNanos();
    count(a, 2);
    adds(10, a);
    if (withinBound) {
      assertThat(sum(a, between, to, 10)).isZero();
    }
  }

  @Test
  void wallClock_steppedForwardAndBack_andARestart_eachCountIsInOneSlot() {
    Engine a = start("a");
    Engine b = start("b");
    count(a, 5);
    count(b, 1);
    adds(6, a, b);

    clock.offMillis = STEP.toMillis();
    long value = 6 + countUntil(true, a);
    count(b, 1);
    adds(++value, a, b);
    assertThat(sum(a, between, to, 10)).isPositive();

    engines.stop(a);
    a = start("a");
    count(a, 4);
    value += 4;
    adds(value, a, b);

    clock.offMillis = 0;
    value += countUntil(false, a);
    count(a, 2);
    value += 2;
    adds(value, a, b);
    engines.stop(a);
    a = start("a");
    adds(value, a, b);
  }
}
