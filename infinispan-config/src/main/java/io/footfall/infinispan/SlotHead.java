package io.footfall.infinispan;

import org.infinispan.protostream.annotations.Proto;

/**
 * The newest time slot of one counter of one identity in one length of slots.
 *
 * <p>The order of the components is the order of the field numbers: new ones go to the end.
 *
 * @param counter the counter's name
 * @param index its place in the identity's directory
 * @param seconds the length of each slot
 * @param slots how many slots are kept at least
 * @param newest the slot that may still grow
 */
@Proto
public record SlotHead(String counter, int index, int seconds, int slots, SlotState newest) {
  /** What is missing in a decoded head is empty. */
  public SlotHead {
    counter = Absent.orEmpty(counter);
    newest = newest == null ? new SlotState(0, 0, 0, 0, 0, 0) : newest;
  }

  SlotHead max(SlotHead other) {
    SlotState slot = newest;
    if (other.newest.serial() > slot.serial()) {
      slot = other.newest;
    } else if (other.newest.serial() == slot.serial()) {
      slot = slot.max(other.newest);
    }
    return new SlotHead(
        counter, Math.max(index, other.index), seconds, Math.max(slots, other.slots), slot);
  }
}
