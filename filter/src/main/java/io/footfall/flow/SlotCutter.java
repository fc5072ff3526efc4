package io.footfall.flow;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import io.footfall.count.Sums;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what is counted into slots of the event log: whenever a tick is the first of a slot, each
 * counter that has changed since the slot before yields one row. So time in which nothing changes
 * costs nothing. Used by the flush thread; what was cut last may be read by any thread.
 */
final class SlotCutter {

  /**
   * How things stood when a slot was last cut.
   *
   * @param sums all sums then
   * @param slotStart the start of that slot, in seconds since 1970-01-01T00:00Z
   */
  record Cut(Sums sums, long slotStart) {}

  private final Identity identity;
  private final int slotSeconds;
  private long openSlot;
  private volatile Cut last;

  /**
   * @param sums what was counted before; whoever needs it raises the log to it
   * @param wallMillis now
   */
  SlotCutter(Identity identity, int slotSeconds, Sums sums, long wallMillis) {
    this.identity = identity;
    this.slotSeconds = slotSeconds;
    this.openSlot = slotOf(wallMillis);
    this.last = new Cut(sums, openSlot);
  }

  /**
   * Closes the open slot if it is over.
   *
   * @param now in milliseconds since 1970-01-01T00:00Z, on a clock that follows lasting steps only
   * @param end whether to close it in any case, because nothing comes after
   * @return the rows of the slot that was closed
   */
  List<LogRow> tick(Sums sums, long now, boolean end) {
    long slot = slotOf(now);
    if (slot == openSlot && !end) {
      return List.of();
    }
    // What was counted since the last tick was seen in the slot that ended last, however many have
    // passed.
    long closed = slot > openSlot ? slot - slotSeconds : openSlot;
    openSlot = slot;
    Sums before = last.sums();
    last = new Cut(sums, closed);
    List<LogRow> rows = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      String name = sums.name(i);
      long increments = sums.increments(i);
      long decrements = sums.decrements(i);
      boolean grown =
          i < before.size()
              ? increments != before.increments(i) || decrements != before.decrements(i)
              : increments != 0 || decrements != 0;
      if (name != null && grown) {
        rows.add(new LogRow(identity, name, closed, slotSeconds, increments, decrements));
      }
    }
    return rows;
  }

  /** What was cut last, or what there was at the start. */
  Cut last() {
    return last;
  }

  /** The sums of another identity, or of this one, as rows of the slot that was cut last. */
  List<LogRow> rows(Identity whose, Sums sums) {
    long slot = last.slotStart();
    List<LogRow> rows = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      String name = sums.name(i);
      if (name != null && (sums.increments(i) != 0 || sums.decrements(i) != 0)) {
        rows.add(
            new LogRow(whose, name, slot, slotSeconds, sums.increments(i), sums.decrements(i)));
      }
    }
    return rows;
  }

  private long slotOf(long millis) {
    return Math.floorDiv(millis, slotSeconds * 1000L) * slotSeconds;
  }
}
