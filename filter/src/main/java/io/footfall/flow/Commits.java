package io.footfall.flow;

import io.footfall.count.Clock;
import io.footfall.count.Sums;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far the cluster has confirmed what this node counted. Written by the cluster thread, read by
 * any; what is read may be that of the commit before.
 */
final class Commits {

  private static final System.Logger LOG = System.getLogger("io.footfall.cluster");

  private final Clock clock;

  private volatile Sums confirmed = Sums.none();
  private volatile long total;
  private volatile long completeNanos;
  private volatile boolean everComplete;
  private volatile @Nullable Duration duration;

  Commits(Clock clock) {
    this.clock = clock;
  }

  /** A transaction was confirmed; {@link #complete} follows. */
  void wrote(Sums sums, long tookNanos) {
    duration = Duration.ofNanos(tookNanos);
    if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
      LOG.log(
          System.Logger.Level.DEBUG,
          (sums.total() == total
                  ? "Heartbeat"
                  : "Commit of " + (sums.total() - total) + ", " + sums.total() + " in all")
              + ": confirmed in "
              + TimeUnit.NANOSECONDS.toMicros(tookNanos) / 1_000.0
              + " ms");
    }
  }

  /** Everything handed over by a time is confirmed, whether or not there was anything to write. */
  void complete(Sums sums, long nanos) {
    confirmed = sums;
    total = Math.max(total, sums.total());
    completeNanos = nanos;
    everComplete = true;
  }

  /** The sums that are confirmed. */
  Sums confirmed() {
    return confirmed;
  }

  /** How much that is in all. */
  long total() {
    return total;
  }

  /** The time since everything handed over by then was confirmed, or null if it never was. */
  @Nullable Duration age() {
    return everComplete ? Duration.ofNanos(Math.max(0, clock.nanos() - completeNanos)) : null;
  }

  /** How long the last transaction took, or null. */
  @Nullable Duration duration() {
    return duration;
  }
}
