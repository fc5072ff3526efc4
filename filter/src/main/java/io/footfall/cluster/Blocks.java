package io.footfall.cluster;

import io.footfall.count.Sums;
import io.footfall.infinispan.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
   * The sums that blocks hold, each counter at its place. A merge can leave a block with more
   * counters than its places; those come behind all others.
   */
  static Sums sums(Map<Integer, Block> blocks) {
    int last = blocks.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    int extra =
        blocks.values().stream().mapToInt(block -> Math.max(0, block.size() - Block.SIZE)).sum();
    int places = (last + 1) * Block.SIZE;
    @Nullable String[] names = new String[places + extra];
    long[] increments = new long[places + extra];
    long[] decrements = new long[places + extra];
    int next = places;
    for (Map.Entry<Integer, Block> entry : blocks.entrySet()) {
      Block block = entry.getValue();
      for (int i = 0; i < block.size(); i++) {
        int place = i < Block.SIZE ? entry.getKey() * Block.SIZE + i : next++;
        String name = block.names().get(i);
        if (!name.isEmpty()) {
          names[place] = name;
          increments[place] = block.increments().get(i);
          decrements[place] = block.decrements().get(i);
        }
      }
    }
    return Sums.of(names, increments, decrements);
  }
}
