package io.footfall.count;

import java.util.ArrayList;
import java.util.List;

/**
 * Up to {@value #SIZE} slots of consecutive serials; what is written in one piece.
 *
 * @param number the serial of its first place, divided by {@value #SIZE}
 * @param slots in the order of their serials
 */
public record Chunk(long number, List<Slot> slots) {

  /** How many serials share a chunk. */
  public static final int SIZE = 32;

  /** Copies the list. */
  public Chunk {
    slots = List.copyOf(slots);
  }

  static long numberOf(long serial) {
    return Math.floorDiv(serial, (long) SIZE);
  }

  /** The same with one more slot, or a higher state of one. */
  Chunk with(Slot slot) {
    int place = 0;
    while (place < slots.size() && slots.get(place).serial() < slot.serial()) {
      place++;
    }
    List<Slot> changed = new ArrayList<>(slots);
    if (place < slots.size() && slots.get(place).serial() == slot.serial()) {
      Slot before = slots.get(place);
      Slot merged = before.max(slot);
      if (merged.equals(before)) {
        return this;
      }
      changed.set(place, merged);
    } else {
      changed.add(place, slot);
    }
    return new Chunk(number, changed);
  }
}
