package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.FakeClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final FakeClock clock = new FakeClock();
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), clock, new Random(1));

  @Test
  void pauses_doubleUpToTheLongest_andVaryByHalf() {
    long most = 200;
    for (int i = 0; i < 40; i++) {
      backoff.failed();
      Duration remaining = Duration.ofNanos(backoff.remainingNanos());
      assertThat(remaining).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
      assertThat(backoff.isTime()).isFalse();
      clock.advance(remaining);
      assertThat(backoff.isTime()).isTrue();
      most = Math.min(10_000, most * 2);
    }
  }

  @Test
  void success_beginsAnew() {
    for (int i = 0; i < 10; i++) {
      backoff.failed();
    }
    backoff.succeeded();
    assertThat(backoff.isTime()).isTrue();
    backoff.failed();
    assertThat(Duration.ofNanos(backoff.remainingNanos()))
        .isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
  }
}
