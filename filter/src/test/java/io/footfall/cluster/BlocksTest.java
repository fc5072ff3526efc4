package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.infinispan.Block;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlocksTest {

  private record Cell(boolean named, long increments, long decrements) {}

  @Provide
  @SuppressWarnings("NullAway") // It does not see that a name may be null in a compiled type.
  Arbitrary<Sums> sums() {
    Arbitrary<Long> sum = Arbitraries.longs().between(0, 1L << 40);
    return Combinators.combine(Arbitraries.of(true, true, true, false), sum, sum)
        .as(Cell::new)
        .list()
        .ofMaxSize(200)
        .map(
            cells -> {
              @Nullable String[] names = new String[cells.size()];
              long[] increments = new long[names.length];
              long[] decrements = new long[names.length];
              for (int i = 0; i < names.length; i++) {
                names[i] = cells.get(i).named() ? "n" + i : null;
                increments[i] = cells.get(i).increments();
                decrements[i] = cells.get(i).decrements();
              }
              return Sums.of(names, increments, decrements);
            });
  }

  static Map<Integer, Block> blocks(Sums sums) {
    Map<Integer, Block> blocks = new HashMap<>();
    for (int b = 0; b < Blocks.count(sums.size()); b++) {
      blocks.put(b, Blocks.of(sums, b));
    }
    return blocks;
  }

  private static Map<String, Sum> byName(Sums sums) {
    Map<String, Sum> map = new TreeMap<>();
    for (int i = 0; i < sums.size(); i++) {
      String name = sums.name(i);
      if (name != null) {
        assertThat(map.put(name, new Sum(sums.increments(i), sums.decrements(i))))
            .as("%s stands at one place", name)
            .isNull();
      }
    }
    return map;
  }

  @Property(tries = 200)
  void blocksAndBack_areTheSame_eachAtItsPlace(@ForAll("sums") Sums sums) {
    Sums back = Blocks.sums(blocks(sums));
    assertThat(byName(back)).isEqualTo(byName(sums));
    for (int i = 0; i < back.size(); i++) {
      assertThat(back.name(i)).isEqualTo(sums.name(i));
    }
    blocks(sums)
        .forEach((b, block) -> assertThat(block.weight()).isEqualTo(Blocks.weight(sums, b)));
  }

  @Property(tries = 200)
  void block_holdsItself_andNothingMore(@ForAll("sums") Sums sums) {
    blocks(sums)
        .forEach(
            (b, block) -> {
              assertThat(Blocks.holds(block, block)).isTrue();
              for (int i = 0; i < block.size(); i++) {
                if (!block.names().get(i).isEmpty()) {
                  List<Long> more = new java.util.ArrayList<>(block.decrements());
                  more.set(i, more.get(i) + 1);
                  Block higher = new Block(block.names(), block.increments(), more);
                  assertThat(Blocks.holds(block, higher)).isFalse();
                  assertThat(Blocks.holds(higher, block)).isTrue();
                }
              }
            });
  }

  @Test
  void blockThatIsMissing_holdsWhatWasNeverCounted() {
    assertThat(Blocks.holds(null, Blocks.of(Tallies.alike(3, 0), 0))).isTrue();
    assertThat(Blocks.holds(null, Blocks.of(Tallies.alike(3, 1), 0))).isFalse();
  }

  @Test
  void blockWithTooManyCounters_isReadWhole_andWritingItAgainAddsNothing() {
    Sums first = Tallies.alike(100, 1);
    Sums renamed =
        Sums.of(new String[] {"x", "n70", "y"}, new long[] {5, 9, 7}, new long[] {0, 0, 0});
    Map<Integer, Block> blocks = blocks(first);
    blocks.merge(0, Blocks.of(renamed, 0), Block::max);
    assertThat(blocks.values()).anyMatch(block -> block.size() > Block.SIZE);
    Sums once = Blocks.sums(blocks);
    assertThat(byName(once)).hasSize(102).containsEntry("n70", new Sum(9, 0));
    assertThat(once.name(70)).isEqualTo("n70");
    for (int b = 0; b < Blocks.count(once.size()); b++) {
      blocks.merge(b, Blocks.of(once, b), Block::max);
    }
    Sums twice = Blocks.sums(blocks);
    assertThat(twice.size()).isEqualTo(once.size());
    assertThat(byName(twice)).isEqualTo(byName(once));
  }
}
