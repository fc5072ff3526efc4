package io.footfall.benchmarks;

import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.NodeKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** How an identity's sums are cut into entries. */
enum Shape {
  /** As the ledger has it: 64 consecutive counters with their names in an entry. */
  BLOCKS {
    @Override
    Set<Object> keys(String identity, int[] changed) {
      Set<Object> keys = new HashSet<>();
      blocks(changed).forEach(block -> keys.add(EntryKey.sums(identity, block)));
      return keys;
    }

    @Override
    Map<Object, Object> entries(String identity, int[] changed, long[] sums) {
      Map<Object, Object> entries = new HashMap<>();
      blocks(changed)
          .forEach(block -> entries.put(EntryKey.sums(identity, block), block(block, sums)));
      List<Long> weights =
          IntStream.range(0, (sums.length + Block.SIZE - 1) / Block.SIZE)
              .mapToObj(block -> weight(block, sums))
              .toList();
      entries.put(new NodeKey(identity), info(weights));
      return entries;
    }
  },

  /** An entry for each counter. */
  COUNTERS {
    @Override
    Set<Object> keys(String identity, int[] changed) {
      Set<Object> keys = new HashSet<>();
      for (int counter : changed) {
        keys.add(new PerCounter.CounterKey(identity, name(counter), 0, 0));
      }
      return keys;
    }

    @Override
    Map<Object, Object> entries(String identity, int[] changed, long[] sums) {
      Map<Object, Object> entries = new HashMap<>();
      for (int counter : changed) {
        entries.put(
            new PerCounter.CounterKey(identity, name(counter), 0, 0),
            new PerCounter.CounterSums(sums[counter], 0));
      }
      entries.put(new NodeKey(identity), info(List.of()));
      return entries;
    }
  };

  /** What a reader asks for who knows which counters have changed. */
  abstract Set<Object> keys(String identity, int[] changed);

  /** What a writer's transaction carries, its heartbeat included. */
  abstract Map<Object, Object> entries(String identity, int[] changed, long[] sums);

  static String name(int counter) {
    return "route:/shop/articles/" + counter;
  }

  private static IntStream blocks(int[] changed) {
    return Arrays.stream(changed).map(counter -> counter / Block.SIZE).distinct();
  }

  private static Block block(int block, long[] sums) {
    List<String> names = new ArrayList<>();
    List<Long> increments = new ArrayList<>();
    List<Long> decrements = new ArrayList<>();
    int to = Math.min((block + 1) * Block.SIZE, sums.length);
    for (int counter = block * Block.SIZE; counter < to; counter++) {
      names.add(name(counter));
      increments.add(sums[counter]);
      decrements.add(0L);
    }
    return new Block(names, increments, decrements);
  }

  private static long weight(int block, long[] sums) {
    int to = Math.min((block + 1) * Block.SIZE, sums.length);
    return Arrays.stream(sums, block * Block.SIZE, to).sum();
  }

  private static NodeInfo info(List<Long> weights) {
    return new NodeInfo("node", "", "", "address", "benchmark", 1, 1, 1, weights);
  }
}
