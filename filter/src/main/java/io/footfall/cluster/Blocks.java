package io.footfall.cluster;

import io.footfall.count.Sums;
import io.footfall.infinispan.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An identity's sums as blocks of consecutive counters, and back. */
final class Blocks {

  private Blocks() {}

  /** How many blocks a number of counters takes. */
  static int count(int counters) {
    return (counters + Block.SIZE - 1) / Block.SIZE;
  }

  /** The weight of one block: what was counted in it either way. */
  static long weight(Sums sums, int block) {
    return sums.total(block * Block.SIZE, (block + 1) * Block.SIZE);
  }

  static Block of(Sums sums, int block) {
    int from = block * Block.SIZE;
    int to = Math.min(from + Block.SIZE, sums.size());
    while (to > from && sums.name(to - 1) == null) {
      to--; // So that the same counters always make the same block.
    }
    List<String> names = new ArrayList<>(to - from);
    List<Long> increments = new ArrayList<>(to - from);
    List<Long> decrements = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      String name = sums.name(i);
      names.add(name == null ? "" : name);
      increments.add(name == null ? 0 : sums.increments(i));
      decrements.add(name == null ? 0 : sums.decrements(i));
    }
    return new Block(names, increments, decrements);
  }

  /**
   * Whether every sum of a block is reached by the same counter's in the block that an owner holds.
   * What was never counted need not be there.
   */
  static boolean holds(@Nullable Object held, Block whole) {
    Block block = held instanceof Block value ? value : new Block(List.of(), List.of(), List.of());
    Map<String, Integer> places = null;
    for (int i = 0; i < whole.size(); i++) {
      String name = whole.names().get(i);
      long increments = whole.increments().get(i);
      long decrements = whole.decrements().get(i);
      if (name.isEmpty() || (increments == 0 && decrements == 0)) {
        continue;
      }
      Integer place = i;
      if (i >= block.size() || !name.equals(block.names().get(i))) {
        if (places == null) {
          places = places(block);
        }
        place = places.get(name);
      }
      if (place == null
          || block.increments().get(place) < increments
          || block.decrements().get(place) < decrements) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Integer> places(Block block) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < block.size(); i++) {
      places.putIfAbsent(block.names().get(i), i);
    }
    return places;
  }

  /**
   * The sums that blocks hold, each counter at its place. A merge can leave a block with more
   * counters than its places: those that have a place elsewhere are taken together with it, and the
   * others come behind all. So writing the result as blocks and reading it again adds nothing.
   */
  static Sums sums(Map<Integer, Block> blocks) {
    Growing sums = new Growing();
    Map<Integer, Block> ordered = new TreeMap<>(blocks);
    ordered.forEach(
        (number, block) -> {
          for (int i = 0; i < Math.min(block.size(), Block.SIZE); i++) {
            sums.put(number * Block.SIZE + i, block, i);
          }
        });
    for (Block block : ordered.values()) {
      for (int i = Block.SIZE; i < block.size(); i++) {
        sums.put(sums.size(), block, i);
      }
    }
    return sums.sums();
  }

  /** Sums in the making. */
  private static final class Growing {
    private final List<@Nullable String> names = new ArrayList<>();
    private final List<Long> increments = new ArrayList<>();
    private final List<Long> decrements = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    int size() {
      return names.size();
    }

    void put(int place, Block block, int index) {
      String name = block.names().get(index);
      if (name.isEmpty()) {
        return;
      }
      Integer known = places.putIfAbsent(name, place);
      int at = known == null ? place : known;
      while (names.size() <= at) {
        names.add(null);
        increments.add(0L);
        decrements.add(0L);
      }
      names.set(at, name);
      increments.set(at, Math.max(increments.get(at), block.increments().get(index)));
      decrements.set(at, Math.max(decrements.get(at), block.decrements().get(index)));
    }

    Sums sums() {
      return Sums.of(
          names.toArray(new @Nullable String[0]),
          increments.stream().mapToLong(Long::longValue).toArray(),
          decrements.stream().mapToLong(Long::longValue).toArray());
    }
  }
}
