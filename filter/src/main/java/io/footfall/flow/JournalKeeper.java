package io.footfall.flow;

import io.footfall.cluster.Other;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what this node counted and, in a journal of its own, what it answers for of absent
 * identities. Writes nothing when nothing has changed. Its writer is the flush thread; the accounts
 * may be read by any thread.
 */
final class JournalKeeper {

  private static final String TROUBLE = "journal";

  private final Home home;
  private final String cluster;
  private final String node;
  private final Health health;
  private final Clock clock;
  private final Backoff backoff;

  private final Map<Identity, Tally> seeds = new LinkedHashMap<>();
  private List<Long> absentWritten = List.of();

  private volatile long journaled;
  private volatile long completeNanos;
  private volatile boolean everComplete;

  JournalKeeper(Home home, String cluster, String node, Health health, Clock clock) {
    this.home = home;
    this.cluster = cluster;
    this.node = node;
    this.health = health;
    this.clock = clock;
    this.backoff =
        new Backoff(
            Duration.ofMillis(500), Duration.ofSeconds(30), clock, RandomGenerator.getDefault());
    home.seeds().forEach(seed -> seeds.put(seed.identity(), seed));
  }

  /** How much of what was counted is on disk. */
  long journaled() {
    return journaled;
  }

  /** The time since everything counted by then was on disk, or null if it never was. */
  @Nullable Duration age() {
    return everComplete ? Duration.ofNanos(Math.max(0, clock.nanos() - completeNanos)) : null;
  }

  /**
   * Writes a generation if there is news. A failure is a trouble in the health, not an exception,
   * and the next attempts keep a distance.
   *
   * @param committed how much of it the cluster has confirmed
   * @param always whether to try now in any case
   */
  void write(Sums sums, long committed, boolean always) {
    Journal journal = home.journal();
    if (journal == null || !(always || backoff.isTime())) {
      return;
    }
    long now = clock.nanos();
    long total = sums.total();
    try {
      if (total != journaled) {
        Tally tally =
            new Tally(home.buckets().identity(), node, home.buckets().incarnation(), 0, sums);
        journal.write(
            new Generation(
                cluster, journal.nextSequence(), clock.wallMillis(), committed, List.of(tally)));
        journaled = total;
      }
      completeNanos = now;
      everComplete = true;
      succeeded();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  /** Keeps an identity's sums in the journal of the absent ones from now on. */
  void keep(Tally tally) {
    if (!tally.identity().equals(home.buckets().identity())) {
      seeds.merge(tally.identity(), tally, Stored::max);
    }
  }

  /**
   * Writes the sums of absent identities if they have changed.
   *
   * @param owned those whose entries in the cluster this node owns
   * @return whether the disk holds them now
   */
  boolean writeAbsent(Collection<Other> owned) {
    Journal journal = home.absentJournal();
    if (journal == null || !backoff.isTime()) {
      return false;
    }
    List<Long> versions = new ArrayList<>();
    owned.forEach(
        other -> {
          versions.add(other.identity().high());
          versions.add(other.version());
        });
    seeds.values().forEach(seed -> versions.add(seed.sums().total()));
    if (versions.equals(absentWritten)) {
      return true;
    }
    Map<Identity, Tally> tallies = new LinkedHashMap<>(seeds);
    owned.forEach(other -> tallies.merge(other.identity(), other.tally(), Stored::max));
    try {
      journal.write(
          new Generation(
              cluster,
              journal.nextSequence(),
              clock.wallMillis(),
              0,
              List.copyOf(tallies.values())));
      absentWritten = versions;
      succeeded();
      return true;
    } catch (IOException | RuntimeException e) {
      failed(e);
      return false;
    }
  }

  private void succeeded() {
    backoff.succeeded();
    health.ended(TROUBLE, "The journal in " + home.directory() + " is written again");
  }

  private void failed(Exception e) {
    backoff.failed();
    health.failed(
        TROUBLE,
        "The journal in %s cannot be written, so a loss of power would lose what is not yet in the cluster: free or repair the disk; counting and commits go on, and it is tried again"
            .formatted(home.directory()),
        e);
  }

  /** Whether the last attempt to write has failed. */
  boolean isFailing() {
    return health.lasts(TROUBLE);
  }
}
