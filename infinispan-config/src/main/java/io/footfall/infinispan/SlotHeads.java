package io.footfall.infinispan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.infinispan.protostream.annotations.Proto;

/**
 * The newest time slot of each counter of one identity that has a series, in each length of slots;
 * written with every tick that changes one of them.
 *
 * @param heads in the order of length and counter, each once
 */
@Proto
public record SlotHeads(List<SlotHead> heads) implements Mergeable<SlotHeads> {
  private static final Comparator<SlotHead> ORDER =
      Comparator.comparingInt(SlotHead::seconds).thenComparing(SlotHead::counter);

  /** Copies the list, in its order; a list that is missing in a decoded value is empty. */
  public SlotHeads {
    Map<SlotHead, SlotHead> ordered = new TreeMap<>(ORDER);
    Absent.orEmpty(heads).forEach(head -> ordered.merge(head, head, SlotHead::max));
    heads = List.copyOf(ordered.values());
  }

  /** Returns the later of each slot. The join is idempotent, commutative and associative. */
  @Override
  public SlotHeads max(SlotHeads other) {
    List<SlotHead> both = new ArrayList<>(heads);
    both.addAll(other.heads);
    return new SlotHeads(both);
  }
}
