package io.footfall.cluster;

import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each owner holds of one identity: its packed entry, and the loose ones, which are its
 * description and its blocks. Either may be missing; the truth is the max of both.
 */
final class Held {

  private final String identity;
  private final List<@Nullable Object> packs;
  private final List<@Nullable Object> infos;
  private final Map<Integer, List<@Nullable Object>> replicas = new HashMap<>();
  private final Map<Integer, Block> blocks = new HashMap<>();
  private @Nullable NodeInfo info;
  private Sums packed = Sums.none();

  /** By owner, what its packed entry says; null where it has none. */
  private final List<@Nullable Sums> packedSums = new ArrayList<>();

  private boolean unreadable;
  private int read;

  private Held(String identity, List<@Nullable Object> packs, List<@Nullable Object> infos) {
    this.identity = identity;
    this.packs = packs;
    this.infos = infos;
  }

  /**
   * Asks every owner.
   *
   * @param known what the reader knows; as many blocks are read as it has, or more
   */
  static Held read(Store store, Identity identity, Sums known) throws InterruptedException {
    String text = identity.toString();
    Held held =
        new Held(text, store.replicas(new PackedKey(text)), store.replicas(new NodeKey(text)));
    held.takeIn();
    if (held.info == null && held.isPackedEverywhere(known)) {
      return held; // Blocks are written with a description, and go with it.
    }
    int blocks = held.info == null ? 0 : held.info.weights().size();
    do {
      blocks = Math.max(blocks, Blocks.count(held.sums().max(known).size()));
      for (int b = held.read; b < blocks; b++) {
        held.readBlock(store, b);
      }
      held.read = blocks;
      // What is written without having been read could take the place of something higher.
    } while (Blocks.count(held.sums().max(known).size()) > blocks);
    return held;
  }

  private void takeIn() {
    for (Object value : infos) {
      if (value instanceof NodeInfo one) {
        info = info == null ? one : info.max(one);
      }
    }
    for (Object value : packs) {
      Sums sums = null;
      if (value instanceof Packed one) {
        sums = Packs.sums(one);
        unreadable |= sums == null;
        if (sums != null) {
          packed = packed.max(sums);
        }
      }
      packedSums.add(sums);
    }
  }

  private void readBlock(Store store, int number) throws InterruptedException {
    List<@Nullable Object> values = store.replicas(EntryKey.sums(identity, number));
    replicas.put(number, values);
    for (Object value : values) {
      if (value instanceof Block block) {
        blocks.merge(number, block, Block::max);
      }
    }
  }

  /** The higher of each sum that any owner holds. */
  Sums sums() {
    return packed.max(Blocks.sums(blocks));
  }

  /** Whether an owner has a packed entry that this version cannot read, and must not replace. */
  boolean isUnreadable() {
    return unreadable;
  }

  /** Whether any owner has a packed entry. */
  boolean isPacked() {
    return packs.stream().anyMatch(Packed.class::isInstance);
  }

  private boolean isPackedEverywhere(Sums sums) {
    return !packedSums.isEmpty()
        && packedSums.stream().allMatch(held -> held != null && held.reaches(sums));
  }

  /** The address that the latest of the loose descriptions tells, or empty. */
  String address() {
    return info == null ? "" : info.address();
  }

  /** Shows a reader all of it. */
  void teach(Other other) {
    blocks.forEach(other::learn);
    for (int i = 0; i < packs.size(); i++) {
      Sums sums = packedSums.get(i);
      if (sums != null && packs.get(i) instanceof Packed one) {
        other.learn(one, sums);
      }
    }
  }

  /** The loose entries that some owner lacks. */
  Map<Object, Object> lacking(Tally tally, Sums merged) {
    Map<Object, Object> lacking = new HashMap<>();
    List<Long> weights = new ArrayList<>();
    for (int b = 0; b < Blocks.count(merged.size()); b++) {
      Block whole = Blocks.of(merged, b);
      Block known = blocks.get(b);
      if (known != null) {
        whole = known.max(whole);
      }
      weights.add(whole.weight());
      for (Object value : replicas.getOrDefault(b, List.of())) {
        if (!Blocks.holds(value, whole)) {
          lacking.put(EntryKey.sums(identity, b), whole);
        }
      }
    }
    NodeInfo whole = described(tally, weights);
    if (infos.isEmpty() || infos.stream().anyMatch(value -> !whole.equals(value))) {
      lacking.put(new NodeKey(identity), whole);
    }
    return lacking;
  }

  /** The packed entry, if some owner lacks it or any of its sums. */
  Map<Object, Object> lackingPacked(Tally tally, Sums merged) {
    if (isPackedEverywhere(merged)) {
      return Map.of();
    }
    NodeInfo whole = described(tally, List.of());
    for (Object value : packs) {
      whole = value instanceof Packed one ? whole.max(one.info()) : whole;
    }
    return Map.of(new PackedKey(identity), Packs.of(whole, merged));
  }

  private NodeInfo described(Tally tally, List<Long> weights) {
    String name = tally.node().isEmpty() && info != null ? info.name() : tally.node();
    NodeInfo news =
        new NodeInfo(name, "", "", "", "", tally.incarnation(), tally.sequence(), 0, weights);
    return info == null ? news : info.max(news);
  }

  /** The keys of the loose entries that some owner has. */
  Set<Object> loose() {
    Set<Object> keys = new HashSet<>();
    if (info != null) {
      keys.add(new NodeKey(identity));
    }
    blocks.keySet().forEach(b -> keys.add(EntryKey.sums(identity, b)));
    return keys;
  }
}
