package io.footfall.cluster;

import io.footfall.count.Chunk;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Slot;
import io.footfall.count.Sums;
import io.footfall.count.Tier;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedCounters;
import io.footfall.infinispan.PackedSlots;
import io.footfall.infinispan.SlotState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An identity's sums and history as one packed entry, and back. */
final class Packs {

  private Packs() {}

  /**
   * Packs all counters that have a name and were ever counted, each with its place, and all slots.
   */
  static Packed of(NodeInfo info, Sums sums, Rings rings) {
    List<PackedCounters.Counter> counters = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      String name = sums.name(i);
      if (name != null && (sums.increments(i) != 0 || sums.decrements(i) != 0)) {
        counters.add(new PackedCounters.Counter(i, name, sums.increments(i), sums.decrements(i)));
      }
    }
    List<PackedSlots.Ring> all = rings.all().stream().map(Packs::packed).toList();
    return Packed.of(info, new PackedCounters(counters), new PackedSlots(all));
  }

  private static PackedSlots.Ring packed(Ring ring) {
    List<SlotState> states = new ArrayList<>();
    for (Chunk chunk : ring.chunks()) {
      chunk.slots().forEach(slot -> states.add(SlotEntries.state(slot)));
    }
    states.add(SlotEntries.state(ring.newest()));
    return new PackedSlots.Ring(
        ring.counter(), ring.index(), ring.tier().seconds(), ring.tier().slots(), states);
  }

  /** The sums that a packed entry tells; null where it is damaged or of a later version. */
  static @Nullable Sums sums(Packed packed) {
    List<PackedCounters.Counter> counters;
    try {
      counters = packed.counters().counters();
    } catch (IllegalArgumentException e) {
      return null;
    }
    int size = 0;
    for (PackedCounters.Counter counter : counters) {
      size = Math.max(size, counter.place() + 1);
    }
    @Nullable String[] names = new String[size];
    long[] increments = new long[size];
    long[] decrements = new long[size];
    for (PackedCounters.Counter counter : counters) {
      names[counter.place()] = counter.name();
      increments[counter.place()] = counter.increments();
      decrements[counter.place()] = counter.decrements();
    }
    return Sums.of(names, increments, decrements);
  }

  /** The history that a packed entry tells; null where it is damaged or of a later version. */
  static @Nullable Rings rings(Packed packed) {
    List<PackedSlots.Ring> rings;
    try {
      rings = packed.slots().rings();
    } catch (IllegalArgumentException e) {
      return null;
    }
    List<Ring> all = new ArrayList<>();
    for (PackedSlots.Ring ring : rings) {
      if (ring.seconds() > 0 && ring.slots() > 0 && !ring.states().isEmpty()) {
        Tier tier = new Tier(ring.seconds(), ring.slots());
        all.add(Ring.of(ring.counter(), ring.index(), tier, slots(ring.states())));
      }
    }
    return Rings.none().with(all);
  }

  private static List<Slot> slots(List<SlotState> states) {
    List<Slot> slots = new ArrayList<>(states.size());
    Slot before = null;
    for (SlotState state : states) {
      before = SlotEntries.slot(state, before);
      slots.add(before);
    }
    return slots;
  }
}
