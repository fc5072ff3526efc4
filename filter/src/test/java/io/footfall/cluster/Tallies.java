package io.footfall.cluster;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedKey;
import io.footfall.infinispan.SlotChunk;
import io.footfall.infinispan.SlotHeads;
import java.util.Map;
import java.util.Objects;

/** What the tests of this package share. */
final class Tallies {

  private Tallies() {}

  /** Sums under the names n0, n1, …, all of them increments. */
  static Sums sums(long... increments) {
    String[] names = new String[increments.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "n" + i;
    }
    return Sums.of(names, increments, new long[names.length]);
  }

  /** So many counters, each with the same sum. */
  static Sums alike(int counters, long sum) {
    long[] increments = new long[counters];
    java.util.Arrays.fill(increments, sum);
    return sums(increments);
  }

  /** The slots that one node holds of an identity, packed or loose. */
  static Rings rings(Identity identity, Map<Object, Object> held) {
    String text = identity.toString();
    Rings rings = Rings.none();
    if (held.get(new PackedKey(text)) instanceof Packed packed) {
      rings = Objects.requireNonNull(Packs.rings(packed));
    }
    if (held.get(EntryKey.heads(text)) instanceof SlotHeads heads) {
      rings = SlotEntries.with(rings, heads);
    }
    for (Ring ring : rings.all()) {
      Ring whole = ring;
      for (Map.Entry<Object, Object> entry : held.entrySet()) {
        if (entry.getKey() instanceof EntryKey key
            && key.identity().equals(text)
            && key.block() == ring.index()
            && key.tier() == ring.tier().seconds()
            && entry.getValue() instanceof SlotChunk chunk) {
          whole = whole.learn(SlotEntries.chunk(chunk));
        }
      }
      rings = rings.with(whole);
    }
    return rings;
  }

  static ClusterLedger.Self self(Identity identity, long incarnation, String node) {
    return new ClusterLedger.Self(identity, incarnation, node, "", "", "test");
  }

  static Tally tally(Identity identity, Sums sums) {
    return new Tally(identity, "from-disk", 1, 0, sums);
  }

  static ClusterView view(Identity self) {
    return new ClusterView(self, Clock.SYSTEM);
  }
}
