package io.footfall.cluster;

import io.footfall.count.Identity;
import io.footfall.count.Rings;
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
 * What each owner holds of one identity: its packed entry, and of the loose ones its description
 * and its blocks. Either may be missing; the truth is the max of both. The loose entries of time
 * slots are read apart, by {@link LooseSlots} and {@link SlotChecks}.
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
  private final List<@Nullable Content> contents = new ArrayList<>();

  private record Content(Packed entry, Sums sums, Rings rings) {}

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
   * @param least how many blocks are read at least
   */
  static Held read(Store store, Identity identity, Sums known, int least)
      throws InterruptedException {
    String text = identity.toString();
    Held held =
        new Held(text, store.replicas(new PackedKey(text)), store.replicas(new NodeKey(text)));
    held.takeIn();
    if (held.info == null && least == 0 && held.isPackedEverywhere(known, Rings.none())) {
      return held; // Blocks are written with a description, and go with it.
    }
    int blocks = Math.max(least, held.info == null ? 0 : held.info.weights().size());
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
      contents.add(value instanceof Packed one ? content(one) : null);
    }
  }

  private @Nullable Content content(Packed one) {
    for (Content known : contents) {
      if (known != null && known.entry.equals(one)) {
        return known; // As a rule all owners have the same.
      }
    }
    Sums sums = Packs.sums(one);
    Rings rings = Packs.rings(one);
    unreadable |= sums == null || rings == null;
    if (sums == null || rings == null) {
      return null;
    }
    packed = packed.max(sums);
    return new Content(one, sums, rings);
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

  /**
   * Whether every owner has a packed entry with all of this, and all have the same one: the list of
   * all identities tells of one.
   */
  boolean isPackedEverywhere(Sums sums, Rings rings) {
    return packs.stream().distinct().count() == 1
        && contents.stream()
            .allMatch(held -> held != null && held.sums.reaches(sums) && held.rings.reaches(rings));
  }

  /** Whether any owner has a description or a block. */
  boolean isLoose() {
    return info != null || !blocks.isEmpty();
  }

  /** The address that the latest of the loose descriptions tells, or empty. */
  String address() {
    return info == null ? "" : info.address();
  }

  /** Shows a reader all of it. */
  void teach(Other other) {
    blocks.forEach(other::learn);
    for (Content content : contents) {
      if (content != null && !other.knows(content.entry)) {
        other.learn(content.entry, content.sums, content.rings);
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

  /** The packed entry as it should be. */
  Map<Object, Object> packed(Tally tally, Sums merged, Rings rings) {
    NodeInfo whole = described(tally, List.of());
    for (Object value : packs) {
      whole = value instanceof Packed one ? whole.max(one.info()) : whole;
    }
    return Map.of(new PackedKey(identity), Packs.of(whole, merged, rings));
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
