package io.footfall.infinispan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.infinispan.protostream.annotations.Proto;

/**
 * Closed time slots of one counter of one identity: those of up to 32 consecutive serials. Chunks
 * take turns in the places of a ring, so a later number takes the place of an earlier one.
 *
 * @param number the serial of the first place, divided by 32
 * @param slots in the order of their serials
 */
@Proto
public record SlotChunk(long number, List<SlotState> slots) implements Mergeable<SlotChunk> {
  /** Copies the list; a list that is missing in a decoded chunk is empty. */
  public SlotChunk {
    slots = Absent.orEmpty(slots);
  }

  /** Returns the one with the later number, or, where it is the same, the slots of both. */
  @Override
  public SlotChunk max(SlotChunk other) {
    if (number != other.number) {
      return number > other.number ? this : other;
    }
    Map<Long, SlotState> joined = new TreeMap<>();
    slots.forEach(slot -> joined.merge(slot.serial(), slot, SlotState::max));
    other.slots.forEach(slot -> joined.merge(slot.serial(), slot, SlotState::max));
    return new SlotChunk(number, new ArrayList<>(joined.values()));
  }
}
