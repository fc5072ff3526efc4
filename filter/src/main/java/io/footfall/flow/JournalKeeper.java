package io.footfall.flow;

import io.footfall.cluster.Other;
import io.footfall.count.BucketFile;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Rings;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what this node counted and, in a journal of its own, what it answers for of absent
 * identities. Writes nothing when nothing has changed. Its writer is the flush thread; the accounts
 * may be read by any thread.
 */
final class JournalKeeper {

  private final Home home;
  private final String cluster;
  private final String node;
  private final Health health;
  private final Clock clock;
  private final HistoryKeeper history;
  private final Backoff backoff;
  private final Backoff absentBackoff;

  /** Tells the bucket file from any other that may come to lie in its place; null if not told. */
  private final @Nullable Object bucketFile;

  /** What the journal of absent identities holds, or will hold when it is next written. */
  private final Map<Identity, Tally> kept = new LinkedHashMap<>();

  private @Nullable List<Long> absentWritten;

  private volatile boolean gone;
  private volatile long journaled;
  private volatile long completeNanos;
  private volatile boolean everComplete;

  JournalKeeper(Home home, String cluster, String node, Health health, Clock clock) {
    this.home = home;
    this.cluster = cluster;
    this.node = node;
    this.health = health;
    this.clock = clock;
    RandomGenerator random = new SplittableRandom(home.buckets().identity().low());
    this.bucketFile = home.directory() == null ? null : key(home.directory());
    this.history = new HistoryKeeper(home, cluster, node, clock);
    this.backoff = backoff(clock, random);
    this.absentBackoff = backoff(clock, random);
    home.seeds().forEach(seed -> kept.put(seed.identity(), seed));
  }

  private static Backoff backoff(Clock clock, RandomGenerator random) {
    return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), clock, random);
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
   * @param rings the same over time
   * @param committed how much of it the cluster has confirmed
   * @param always whether to try now in any case
   */
  void write(Sums sums, Rings rings, long committed, boolean always) {
    Journal journal = home.journal();
    if (journal == null || isDirectoryGone() || !(always || backoff.isTime())) {
      return;
    }
    long now = clock.nanos();
    long total = sums.total();
    try {
      if (total != journaled) {
        Tally tally =
            new Tally(
                home.buckets().identity(),
                node,
                home.buckets().incarnation(),
                0,
                sums,
                history.pending(rings));
        journal.write(
            new Generation(
                cluster, journal.nextSequence(), clock.wallMillis(), committed, List.of(tally)));
        journaled = total;
        history.write(rings, tally);
      }
      completeNanos = now;
      everComplete = true;
      backoff.succeeded();
      health.ended(Trouble.JOURNAL, "The journal in " + home.directory() + " is written again");
    } catch (IOException | RuntimeException | Error e) {
      // Also an Error, which MapDB throws too: the commit must go on without the journal.
      backoff.failed();
      health.failed(
          Trouble.JOURNAL,
          "The journal in %s cannot be written, so a loss of power would lose what is not yet in the cluster: free or repair the disk; counting and commits go on, and it is tried again"
              .formatted(home.directory()),
          e);
    }
  }

  /**
   * Whether the bucket file is no longer where it was opened. It stays mapped, and counting goes on
   * in it, but nobody will find it there at the next start. Another file in its place, as of a copy
   * that was put back, may have a process of its own, which alone may write beside it.
   */
  private boolean isDirectoryGone() {
    Path directory = home.directory();
    boolean isGone =
        directory != null
            && (Files.notExists(directory.resolve(BucketFile.NAME))
                || (bucketFile != null && isOther(key(directory))));
    if (isGone && !gone) {
      health.failed(
          Trouble.DATA_DIR,
          "The data directory %s was deleted or moved away while this process counts in it, so what it counts is kept in memory and in the cluster only: move it back, or restart this process to make a new one; as long as another node runs, what was committed is not lost"
              .formatted(directory),
          null);
    } else if (!isGone && gone) {
      health.ended(Trouble.DATA_DIR, "The data directory " + directory + " is back");
    }
    gone = isGone;
    return isGone;
  }

  private boolean isOther(@Nullable Object key) {
    return key != null && !key.equals(bucketFile);
  }

  /** What tells the bucket file in a directory from all others that are there; null if unknown. */
  private static @Nullable Object key(Path directory) {
    try {
      return Files.readAttributes(directory.resolve(BucketFile.NAME), BasicFileAttributes.class)
          .fileKey();
    } catch (IOException e) {
      return null;
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
    if (journal == null || gone || isFailing() || !absentBackoff.isTime()) {
      return false;
    }
    List<Long> versions = new ArrayList<>();
    owned.forEach(
        other -> {
          versions.add(other.identity().high());
          versions.add(other.version());
        });
    if (versions.equals(absentWritten) || (owned.isEmpty() && kept.isEmpty())) {
      return true;
    }
    // What was once written down stays: whoever owns the entries next may not have it yet.
    Map<Identity, Tally> tallies = new LinkedHashMap<>(kept);
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
      kept.putAll(tallies);
      absentBackoff.succeeded();
      health.ended(
          Trouble.ABSENT_JOURNAL,
          "The journal of absent nodes in " + home.directory() + " is written again");
      return true;
    } catch (IOException | RuntimeException | Error e) {
      absentBackoff.failed();
      health.failed(
          Trouble.ABSENT_JOURNAL,
          "The journal of absent nodes in %s cannot be written, so what is known of them would be lost if all nodes lost their power: free or repair the disk; it is tried again"
              .formatted(home.directory()),
          e);
      return false;
    }
  }

  /** Whether the directory was last seen to be gone, so that nothing outlives the process. */
  boolean isGone() {
    return gone;
  }

  /** Whether the last attempt to write has failed. */
  boolean isFailing() {
    return health.lasts(Trouble.JOURNAL);
  }
}
