package io.footfall.count;

import java.util.Comparator;

/**
 * What one identity counted under one name in one slice of time, as two absolute states: the sums
 * when the slot was opened, and the sums at its end so far. Its value is the difference.
 *
 * <p>The slots of a ring follow each other on the axis of the sums, each opening where the one
 * before ended, whatever the clock did meanwhile. The serial is their order; the start is only a
 * label.
 *
 * @param serial the slot's number in its ring, from 0
 * @param start the first second of the slice, since 1970
 * @param open the sums before it
 * @param end the sums after it, no lower
 */
public record Slot(long serial, long start, Sum open, Sum end) {

  /** Sums only grow, so the higher end is the later state; the rest decides among doubtful ones. */
  private static final Comparator<Slot> AGE =
      Comparator.<Slot>comparingLong(slot -> slot.end.total())
          .thenComparingLong(slot -> slot.end.increments())
          .thenComparingLong(slot -> slot.open.total())
          .thenComparingLong(slot -> slot.open.increments())
          .thenComparingLong(Slot::start);

  /** Whether nothing was counted in it. */
  public boolean isEmpty() {
    return open.equals(end);
  }

  /**
   * The later of two states of the slot of one serial. A process that lost what it had published
   * takes serials a second time; its slots end higher than all that were lost, so they stay.
   */
  Slot max(Slot other) {
    if (serial != other.serial) {
      throw new IllegalArgumentException(
          "slots of different serials do not merge: " + serial + ", " + other.serial);
    }
    return AGE.compare(this, other) >= 0 ? this : other;
  }
}
