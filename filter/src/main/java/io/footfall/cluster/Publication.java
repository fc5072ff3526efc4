package io.footfall.cluster;

import io.footfall.count.Rings;
import io.footfall.count.Sums;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of this node's own sums the ledger has confirmed, block by block; from this, what the
 * next transaction must carry. Used by the cluster thread alone.
 *
 * <p>One process writes an identity and its sums only grow, so the states of a block form a chain,
 * and of two states the one with the greater weight is the later and has no lower sum.
 */
final class Publication {

  private static final long UNKNOWN = -1;

  private final ClusterLedger.Self self;
  private final String address;
  private final long startedMillis;

  /** By block: the weight that the ledger confirmed, or {@link #UNKNOWN}. */
  private long[] confirmed = new long[0];

  /** What was sent last, confirmed or not; nothing higher was ever sent. */
  private Sums sent = Sums.none();

  private final SlotPublication slots;

  private volatile long sequence;
  private boolean compared;
  private boolean forked;

  Publication(ClusterLedger.Self self, String address, long startedMillis) {
    this.self = self;
    this.address = address;
    this.startedMillis = startedMillis;
    this.slots = new SlotPublication(self.identity().toString());
  }

  /** How many entries were published, blocks and slots. */
  int entries() {
    return confirmed.length + slots.entries();
  }

  /** Whether the ledger was seen to hold more under this identity than this process ever sent. */
  boolean isForked() {
    return forked;
  }

  /** The number of the last publication. */
  long sequence() {
    return sequence;
  }

  /** The key of one of the {@link #entries}. */
  EntryKey key(int entry) {
    return entry < confirmed.length ? blockKey(entry) : slots.key(entry - confirmed.length);
  }

  private EntryKey blockKey(int block) {
    return EntryKey.sums(self.identity().toString(), block);
  }

  /**
   * Writes what is not confirmed, and how this node stands, in one transaction.
   *
   * @param rings the same over time
   * @param always whether to write how this node stands also when there is nothing else
   * @return whether anything was written
   * @throws RuntimeException if the outcome is unknown; everything stays unconfirmed then
   */
  boolean commit(Store store, Sums sums, Rings rings, boolean always) {
    int blocks = Blocks.count(sums.size());
    long[] weights = new long[blocks];
    Map<Object, Object> entries = new HashMap<>();
    for (int b = 0; b < blocks; b++) {
      weights[b] = Blocks.weight(sums, b);
      if (b >= confirmed.length ? weights[b] > 0 : weights[b] != confirmed[b]) {
        entries.put(blockKey(b), Blocks.of(sums, b));
      }
    }
    slots.addTo(entries, rings);
    if (entries.isEmpty() && !always) {
      return false;
    }
    NodeKey nodeKey = new NodeKey(self.identity().toString());
    if (!compared) {
      PackedKey packedKey = new PackedKey(self.identity().toString());
      Map<Object, Object> held = store.getAll(Set.of(nodeKey, packedKey));
      compare(held.get(nodeKey), weights);
      comparePacked(held.get(packedKey), sums);
      compared = true;
    }
    entries.put(nodeKey, nextInfo(weights));
    sent = sums;
    store.putAll(entries);
    confirmed = weights.clone();
    slots.confirm();
    return true;
  }

  /** The same without series. */
  boolean commit(Store store, Sums sums, boolean always) {
    return commit(store, sums, Rings.none(), always);
  }

  /**
   * Before anything is sent: an identity whose files went back in time, as when an old copy was put
   * over them, has published more than it holds now.
   */
  private void compare(@Nullable Object held, long[] weights) {
    if (held instanceof NodeInfo info) {
      forked |= info.incarnation() > self.incarnation();
      for (int b = 0; b < info.weights().size(); b++) {
        forked |= info.weights().get(b) > (b < weights.length ? weights[b] : 0);
      }
    }
  }

  /** The same for what was packed while this identity's process was gone. */
  private void comparePacked(@Nullable Object held, Sums sums) {
    if (held instanceof Packed packed) {
      forked |= packed.incarnation() > self.incarnation();
      Sums published = Packs.sums(packed);
      forked |= published != null && !sums.reaches(published);
    }
  }

  private NodeInfo nextInfo(long[] weights) {
    long next = sequence + 1;
    sequence = next;
    List<Long> list = new ArrayList<>(weights.length);
    for (long weight : weights) {
      list.add(weight);
    }
    return new NodeInfo(
        self.node(),
        self.location(),
        self.url(),
        address,
        self.version(),
        self.incarnation(),
        next,
        startedMillis,
        list);
  }

  /**
   * Compares what one owner holds of an entry with what was confirmed; less than that makes the
   * entry unconfirmed.
   *
   * @param entry one of the {@link #entries}
   * @param held the owner's value, or null if it has none
   * @return whether the owner holds enough
   */
  boolean check(int entry, @Nullable Object held) {
    return entry < confirmed.length
        ? checkBlock(entry, held)
        : slots.check(slots.key(entry - confirmed.length), held);
  }

  private boolean checkBlock(int block, @Nullable Object held) {
    long weight = held instanceof Block value ? value.weight() : 0;
    if (held instanceof Block value && weight > Blocks.weight(sent, block)) {
      // By name, because a block that was merged can hold other counters of this identity as well.
      forked |= !sent.reaches(Blocks.sums(Map.of(0, value)));
    }
    if (weight < confirmed[block]) {
      confirmed[block] = UNKNOWN;
      return false;
    }
    return true;
  }
}
