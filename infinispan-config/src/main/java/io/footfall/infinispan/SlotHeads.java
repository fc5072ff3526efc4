package io.footfall.infinispan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.infinispan.protostream.annotations.Proto;

/**
 * The newest time slot of each counter of one identity that has a series, in each length of slots;
 * written with every tick that changes one of them.
 *
 * @param heads in the order of counter and length, each once
 */
@Proto
public record SlotHeads(List<SlotHead> heads) implements Mergeable<SlotHeads> {
  /** Copies the list, in its order; a list that is missing in a decoded value is empty. */
  public SlotHeads {
    Map<String, SlotHead> ordered = new TreeMap<>();
    Absent.orEmpty(heads).forEach(head -> ordered.merge(key(head), head, SlotHead::max));
    heads = List.copyOf(ordered.values());
  }

  private static String key(SlotHead head) {
    return "%010d %s".formatted(head.seconds(), head.counter());
  }

  /** Returns the later of each slot. The join is idempotent, commutative and associative. */
  @Override
  public SlotHeads max(SlotHeads other) {
    List<SlotHead> both = new ArrayList<>(heads);
    both.addAll(other.heads);
    return new SlotHeads(both);
  }
}
