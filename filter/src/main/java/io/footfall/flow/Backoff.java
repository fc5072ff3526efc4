package io.footfall.flow;

import io.footfall.count.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try again something that failed: after a pause that doubles with each failure, varied at
 * random so that nodes that failed together do not try again together. Used by one thread.
 */
final class Backoff {

  private final long firstNanos;
  private final long longestNanos;
  private final Clock clock;
  private final RandomGenerator random;

  private long pauseNanos;
  private long notBeforeNanos;

  Backoff(Duration first, Duration longest, Clock clock, RandomGenerator random) {
    this.firstNanos = first.toNanos();
    this.longestNanos = longest.toNanos();
    this.clock = clock;
    this.random = random;
  }

  /** How long to wait yet, in nanoseconds; zero when it is time. */
  long remainingNanos() {
    return pauseNanos == 0 ? 0 : Math.max(0, notBeforeNanos - clock.nanos());
  }

  boolean isTime() {
    return remainingNanos() == 0;
  }

  void failed() {
    pauseNanos = pauseNanos == 0 ? firstNanos : Math.min(longestNanos, pauseNanos * 2);
    long least = pauseNanos / 2;
    notBeforeNanos = clock.nanos() + least + random.nextLong(least + 1);
  }

  void succeeded() {
    pauseNanos = 0;
  }
}
