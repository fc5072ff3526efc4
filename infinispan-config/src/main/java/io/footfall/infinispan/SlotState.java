package io.footfall.infinispan;

import java.util.Comparator;
import org.infinispan.protostream.annotations.Proto;

/**
 * One time slot of one counter of one identity, as its sums before and after it.
 *
 * <p>The order of the components is the order of the field numbers: new ones go to the end.
 *
 * @param serial the slot's number among those of its counter and length, from 0
 * @param start its first second, since 1970
 * @param openIncrements the sum of all increments before it
 * @param openDecrements the sum of all decrements before it
 * @param endIncrements the sum of all increments at its end, so far
 * @param endDecrements the sum of all decrements at its end, so far
 */
@Proto
public record SlotState(
    long serial,
    long start,
    long openIncrements,
    long openDecrements,
    long endIncrements,
    long endDecrements) {
  /** Sums only grow, so the higher end is the later state; the rest decides among doubtful ones. */
  private static final Comparator<SlotState> AGE =
      Comparator.<SlotState>comparingLong(slot -> slot.endIncrements + slot.endDecrements)
          .thenComparingLong(SlotState::endIncrements)
          .thenComparingLong(slot -> slot.openIncrements + slot.openDecrements)
          .thenComparingLong(SlotState::openIncrements)
          .thenComparingLong(SlotState::start);

  /** Returns the later of two states of the slot of one serial. */
  SlotState max(SlotState other) {
    return AGE.compare(this, other) >= 0 ? this : other;
  }
}
