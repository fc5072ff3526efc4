package io.footfall.flow;

import io.footfall.Status;
import io.footfall.cluster.Other;
import io.footfall.count.Clock;
import io.footfall.count.LogRow;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.eventlog.LogStore;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The event log's side of a deployment: cuts slots at the ticks, keeps on disk what the database
 * has not confirmed, and starts and stops the thread that delivers it.
 *
 * <p>The rows lie in a journal of their own, {@code log-0.db} and {@code log-1.db}, which is
 * written at most once in a slot. It does not belong to an identity: its rows name theirs. If it is
 * lost, no count is: what the log lacks is brought up to the buckets when the database answers.
 */
final class EventLogKeeper {

  /** The first part of the names of the files with rows that are not confirmed. */
  static final String FILES = "log";

  /** How many rows to hold for a database that does not answer; see docs/event-log.md. */
  static final int BOUND = 50_000;

  private final String cluster;
  private final @Nullable Path directory;
  private final @Nullable Journal journal;
  private final Health health;
  private final Clock clock;
  private final Backlog backlog = new Backlog(BOUND);
  private final SlotCutter cutter;
  private final Offloader offloader;
  private long written = -1;

  /**
   * @param slot how long a slot is, in whole seconds
   * @param absent the absent identities that this node answers for
   */
  EventLogKeeper(
      LogStore log,
      Duration slot,
      String cluster,
      String node,
      Home home,
      Supplier<Collection<Other>> absent,
      Health health,
      Clock clock) {
    this.cluster = cluster;
    this.directory = home.directory();
    this.health = health;
    this.clock = clock;
    Sums before = home.buckets().snapshot();
    cutter =
        new SlotCutter(
            home.buckets().identity(), (int) slot.toSeconds(), before, clock.wallMillis());
    journal = openJournal();
    offloader =
        new Offloader(log, home.buckets().identity(), node, cutter, backlog, absent, health, clock);
    home.seeds().forEach(offloader::adopt);
  }

  private @Nullable Journal openJournal() {
    Path in = directory;
    if (in == null) {
      return null;
    }
    try {
      Journal.Found found = Journal.open(in, FILES, clock.wallMillis());
      for (Journal.Found.Bad bad : found.damaged()) {
        health.failedOnce(
            "damaged " + bad.file(),
            "A file of the event log's journal was not sound and is kept as %s for you to look at (%s): the log loses resolution in time and no count"
                .formatted(bad.file(), bad.reason()),
            null);
      }
      Generation newest = found.newest();
      if (newest != null && newest.cluster().equals(cluster)) {
        backlog.add(newest.rows());
      }
      written = backlog.version();
      return Journal.after(in, FILES, found);
    } catch (IOException | RuntimeException e) {
      health.failed(Trouble.EVENT_LOG_JOURNAL, unwritten(), e);
      return null;
    }
  }

  void start() {
    offloader.start();
  }

  /**
   * Takes a tick's sums; on the flush thread.
   *
   * @param slotMillis now, by the clock of the slots
   * @param last whether no tick comes after
   * @param mayWrite whether the directory is there and takes files
   */
  void tick(Sums sums, long slotMillis, boolean last, boolean mayWrite) {
    List<LogRow> rows = cutter.tick(sums, slotMillis, last);
    backlog.add(rows);
    if (!rows.isEmpty() || last) {
      if (mayWrite) {
        write();
      }
      offloader.wake();
    }
  }

  private void write() {
    Journal into = journal;
    long version = backlog.version();
    if (into == null || version == written) {
      return;
    }
    try {
      into.write(
          new Generation(
              cluster, into.nextSequence(), clock.wallMillis(), 0, List.of(), backlog.all()));
      written = version;
      health.ended(
          Trouble.EVENT_LOG_JOURNAL,
          "The event log's journal in " + directory + " is written again");
    } catch (IOException | RuntimeException | Error e) {
      health.failed(Trouble.EVENT_LOG_JOURNAL, unwritten(), e);
    }
  }

  private String unwritten() {
    return "The event log's journal in %s cannot be written, so a restart before the database confirms would cost the log resolution in time, but no count: free or repair the disk; it is tried again"
        .formatted(directory);
  }

  /** A round of the delivering thread, on the calling one, without the waiting between two. */
  void once() {
    offloader.once();
  }

  /** The end of {@link #once}: the last delivery. */
  void end() {
    offloader.end();
  }

  /** The rows that were not confirmed, the oldest first. */
  List<LogRow> pending() {
    return backlog.all();
  }

  /** Delivers what a file says of another identity, if the log lacks it. */
  void adopt(Tally tally) {
    offloader.adopt(tally);
  }

  /**
   * Tries to deliver a last time, and ends the thread.
   *
   * @return whether it has ended within the time; if not, it will when the database lets it
   */
  boolean stop(Duration bound) throws InterruptedException {
    return offloader.stop(bound);
  }

  Status.EventLog status() {
    return offloader.status();
  }
}
