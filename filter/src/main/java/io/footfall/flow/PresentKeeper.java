package io.footfall.flow;

import io.footfall.cluster.Other;
import io.footfall.count.Clock;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what this node knows of the nodes that are present and whose entries it owns. When
 * all nodes are killed at once and one of them never returns, what it had committed comes back from
 * here, as it was at the last write: at most {@link #PERIOD} earlier, or twenty times as long as a
 * write takes, if that is more. Keeps nothing in memory but who they are. Used by the flush thread
 * alone.
 */
final class PresentKeeper {

  /** Between two writes, because with every tick somebody has counted. */
  static final Duration PERIOD = Duration.ofSeconds(5);

  /** A write takes at most this part of the flush thread's time. */
  private static final int SHARE = 20;

  /** For so long what this node owns no more stays: who owns it next may have yet to write it. */
  private static final Duration AFTERLIFE = Duration.ofMinutes(1);

  private final Home home;
  private final String cluster;
  private final Health health;
  private final Clock clock;
  private final Backoff backoff;

  /** Those whose entries this node owns or owned a moment ago, with the last time it did. */
  private final Map<Other, Long> owned = new LinkedHashMap<>();

  private @Nullable List<Long> written;
  private long pauseNanos;
  private long lastNanos;

  PresentKeeper(Home home, String cluster, Health health, Clock clock) {
    this.home = home;
    this.cluster = cluster;
    this.health = health;
    this.clock = clock;
    this.backoff =
        new Backoff(
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            clock,
            new SplittableRandom(home.buckets().identity().low()));
    this.lastNanos = clock.nanos();
  }

  /**
   * Writes a generation if their sums have changed and the last write is long enough ago. Called
   * only while the journal of absent identities holds all that it should, because who is absent now
   * moves from this journal to that one.
   *
   * @param present the present identities whose entries in the cluster this node owns
   * @param always whether to write what has changed however short ago the last write was
   */
  void write(Collection<Other> present, boolean always) {
    Journal journal = home.presentJournal();
    long now = clock.nanos();
    present.forEach(other -> owned.put(other, now));
    owned.values().removeIf(last -> now - last > AFTERLIFE.toNanos());
    if (journal == null
        || !(always || (backoff.isTime() && now - lastNanos >= pauseNanos))
        || owned.isEmpty()) {
      return;
    }
    List<Long> versions = new ArrayList<>();
    owned
        .keySet()
        .forEach(
            other -> {
              versions.add(other.identity().high());
              versions.add(other.version());
            });
    if (versions.equals(written)) {
      return;
    }
    try {
      List<Tally> tallies = owned.keySet().stream().map(Other::tally).toList();
      journal.write(
          new Generation(cluster, journal.nextSequence(), clock.wallMillis(), 0, tallies));
      written = versions;
      backoff.succeeded();
      health.ended(
          Trouble.PRESENT_JOURNAL,
          "The journal of the other nodes in " + home.directory() + " is written again");
    } catch (IOException | RuntimeException | Error e) {
      backoff.failed();
      health.failed(
          Trouble.PRESENT_JOURNAL,
          "The journal of the other nodes in %s cannot be written, so a node that never returns would lose what it committed if all nodes lost their power: free or repair the disk; it is tried again"
              .formatted(home.directory()),
          e);
    }
    lastNanos = now;
    pauseNanos = Math.max(PERIOD.toNanos(), (clock.nanos() - now) * SHARE);
  }
}
