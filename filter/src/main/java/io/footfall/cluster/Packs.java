package io.footfall.cluster;

import io.footfall.count.Sums;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedCounters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An identity's sums as one packed entry, and back. */
final class Packs {

  private Packs() {}

  /** Packs all counters that have a name and were ever counted; each keeps its place. */
  static Packed of(NodeInfo info, Sums sums) {
    List<PackedCounters.Counter> counters = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      String name = sums.name(i);
      if (name != null && (sums.increments(i) != 0 || sums.decrements(i) != 0)) {
        counters.add(new PackedCounters.Counter(i, name, sums.increments(i), sums.decrements(i)));
      }
    }
    return Packed.of(info, new PackedCounters(counters));
  }

  /** What a packed entry says; null where it is damaged or of a later version. */
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
}
