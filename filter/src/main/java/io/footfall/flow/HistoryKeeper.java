package io.footfall.flow;

import io.footfall.count.Clock;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes this identity's whole history to a journal of its own, each time that a slot of a minute
 * or longer has closed; what is newer than that is in the journal of each tick. Used by the flush
 * thread alone.
 */
final class HistoryKeeper {

  /** Slots shorter than this do not each make a new generation of the history. */
  private static final int SECONDS = 60;

  /** So many of those do. */
  private static final int SHORT_SLOTS = 30;

  private final @Nullable Journal journal;
  private final String cluster;
  private final String node;
  private final Clock clock;

  /** What the history on disk holds. */
  private Rings written = Rings.none();

  HistoryKeeper(Home home, String cluster, String node, Clock clock) {
    this.journal = home.historyJournal();
    this.cluster = cluster;
    this.node = node;
    this.clock = clock;
  }

  /** The slots that the history does not hold as they are now. */
  Rings pending(Rings rings) {
    List<Ring> tails = new ArrayList<>();
    for (Ring ring : rings.all()) {
      Ring before = written.ring(ring.counter(), ring.tier().seconds());
      tails.add(before == null ? ring : ring.from(before.newest().serial()));
    }
    return Rings.none().with(tails);
  }

  /**
   * Writes the history if it is time to.
   *
   * @throws IOException if the disk is full, fails or is read-only; what was pending is so still
   */
  void write(Rings rings, Tally tally) throws IOException {
    if (journal == null || !isDue(rings)) {
      return;
    }
    Tally history =
        new Tally(
            tally.identity(), node, tally.incarnation(), tally.sequence(), Sums.none(), rings);
    journal.write(
        new Generation(cluster, journal.nextSequence(), clock.wallMillis(), 0, List.of(history)));
    written = rings;
  }

  private boolean isDue(Rings rings) {
    for (Ring ring : rings.all()) {
      Ring before = written.ring(ring.counter(), ring.tier().seconds());
      long closed = ring.newest().serial() - (before == null ? 0 : before.newest().serial());
      if (closed >= (ring.tier().seconds() >= SECONDS ? 1 : SHORT_SLOTS)) {
        return true;
      }
    }
    return false;
  }
}
