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
  /** One process writes a slot, and opens it once; a later opening decides only after a loss. */
  private static final Comparator<SlotState> AGE =
      Comparator.<SlotState>comparingLong(slot -> slot.openIncrements + slot.openDecrements)
          .thenComparingLong(SlotState::openIncrements)
          .thenComparingLong(SlotState::start);

  /**
   * Returns the join of two states of the slot of one serial: of those that opened last, the higher
   * sums.
   */
  SlotState max(SlotState other) {
    int order = AGE.compare(this, other);
    if (order != 0) {
      return order > 0 ? this : other;
    }
    if (endIncrements >= other.endIncrements && endDecrements >= other.endDecrements) {
      return this;
    }
    return new SlotState(
        serial,
        start,
        openIncrements,
        openDecrements,
        Math.max(endIncrements, other.endIncrements),
        Math.max(endDecrements, other.endDecrements));
  }
}
