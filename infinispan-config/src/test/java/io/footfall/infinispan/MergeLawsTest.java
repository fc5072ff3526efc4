package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MergeLawsTest {
  /** What an identity publishes: a beginning of its directory, some names not known. */
  @Provide
  Arbitrary<Block> published() {
    return Arbitraries.integers()
        .between(0, 6)
        .flatMap(
            size ->
                Combinators.combine(
                        Arbitraries.of(true, false).list().ofSize(size),
                        sums().list().ofSize(size),
                        sums().list().ofSize(size))
                    .as(
                        (known, increments, decrements) ->
                            new Block(
                                IntStream.range(0, size)
                                    .mapToObj(i -> known.get(i) ? "c" + i : "")
                                    .toList(),
                                increments,
                                decrements)));
  }

  /** Named counters in any order. */
  @Provide
  Arbitrary<Block> shuffled() {
    return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), sums())
        .ofMaxSize(4)
        .flatMap(
            map ->
                Arbitraries.shuffle(new ArrayList<>(map.keySet()))
                    .map(
                        names -> {
                          List<Long> values = names.stream().map(map::get).toList();
                          return new Block(names, values, values);
                        }));
  }

  private static Arbitrary<Long> sums() {
    return Arbitraries.longs().between(0, 5);
  }

  @Provide
  Arbitrary<NodeInfo> infos() {
    return Combinators.combine(
            Arbitraries.of("a", "b"),
            Arbitraries.longs().between(0, 2),
            Arbitraries.longs().between(0, 2),
            sums().list().ofMaxSize(3))
        .as(
            (name, incarnation, sequence, weights) ->
                new NodeInfo(name, "", "", "", "", incarnation, sequence, 0, weights));
  }

  @Provide
  Arbitrary<Roster> rosters() {
    return Arbitraries.of("a", "b", "c").set().map(Roster::new);
  }

  private static Arbitrary<SlotState> slots(long serial) {
    return Combinators.combine(sums(), sums(), sums(), sums(), sums())
        .as(
            (start, open, openAway, more, moreAway) ->
                new SlotState(serial, start, open, openAway, open + more, openAway + moreAway));
  }

  @Provide
  Arbitrary<SlotChunk> chunks() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1),
            slots(0).list().ofMaxSize(1),
            slots(1).list().ofMaxSize(1))
        .as(
            (number, first, second) -> {
              List<SlotState> both = new ArrayList<>(first);
              both.addAll(second);
              return new SlotChunk(number, both);
            });
  }

  @Provide
  Arbitrary<SlotHeads> heads() {
    return Combinators.combine(
            Arbitraries.of("a", "b"),
            Arbitraries.of(10, 60),
            Arbitraries.of(0L, 1L).flatMap(MergeLawsTest::slots))
        .as((counter, seconds, slot) -> new SlotHead(counter, 1, seconds, 9, slot))
        .list()
        .ofMaxSize(4)
        .map(SlotHeads::new);
  }

  @Property
  void joinOfChunksIsLawful(
      @ForAll("chunks") SlotChunk a, @ForAll("chunks") SlotChunk b, @ForAll("chunks") SlotChunk c) {
    lawful(a, b, c);
  }

  @Property
  void joinOfHeadsIsLawful(
      @ForAll("heads") SlotHeads a, @ForAll("heads") SlotHeads b, @ForAll("heads") SlotHeads c) {
    lawful(a, b, c);
  }

  @Property
  void joinOfPublishedBlocksIsLawful(
      @ForAll("published") Block a, @ForAll("published") Block b, @ForAll("published") Block c) {
    lawful(a, b, c);
    assertThat(a.max(b)).as("commutative").isEqualTo(b.max(a));
    assertThat(a.max(b).weight()).isGreaterThanOrEqualTo(Math.max(a.weight(), b.weight()));
  }

  @Property
  void joinOfShuffledBlocksIsLawfulUpToTheOrder(
      @ForAll("shuffled") Block a, @ForAll("shuffled") Block b, @ForAll("shuffled") Block c) {
    assertThat(a.max(a)).isEqualTo(a);
    assertThat(byName(a.max(b))).isEqualTo(byName(b.max(a)));
    assertThat(byName(a.max(b).max(c))).isEqualTo(byName(a.max(b.max(c))));
    assertThat(a.max(b).names().subList(0, a.size())).isEqualTo(a.names());
  }

  @Property
  void joinOfNodeInfosIsLawful(
      @ForAll("infos") NodeInfo a, @ForAll("infos") NodeInfo b, @ForAll("infos") NodeInfo c) {
    lawful(a, b, c);
    assertThat(a.max(b)).as("commutative").isEqualTo(b.max(a));
  }

  @Property
  void joinOfRostersIsLawful(
      @ForAll("rosters") Roster a, @ForAll("rosters") Roster b, @ForAll("rosters") Roster c) {
    lawful(a, b, c);
    assertThat(a.max(b)).as("commutative").isEqualTo(b.max(a));
    assertThat(a.max(b).identities()).containsAll(a.identities()).containsAll(b.identities());
  }

  @Example
  void block_eachSumIsTakenForItself() {
    Block a = new Block(List.of("x", "y"), List.of(5L, 1L), List.of(0L, 9L));
    Block b = new Block(List.of("x", "", "z"), List.of(4L, 2L, 3L), List.of(1L, 8L, 0L));

    assertThat(a.max(b))
        .isEqualTo(new Block(List.of("x", "y", "z"), List.of(5L, 2L, 3L), List.of(1L, 9L, 0L)));
  }

  @Example
  void block_otherOrder_joinsByName() {
    Block a = new Block(List.of("x", "y"), List.of(5L, 1L), List.of(0L, 0L));
    Block b = new Block(List.of("y", "w", "x"), List.of(7L, 2L, 3L), List.of(0L, 0L, 4L));

    assertThat(a.max(b))
        .isEqualTo(new Block(List.of("x", "y", "w"), List.of(5L, 7L, 2L), List.of(4L, 0L, 0L)));
  }

  @Example
  void block_listsOfDifferentLength_areRefused() {
    assertThatThrownBy(() -> new Block(List.of("a"), List.of(), List.of(1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1, 0 and 1");
  }

  @Example
  void weight_ofTheHighestSums_wraps() {
    Block block = new Block(List.of("a"), List.of(Long.MAX_VALUE), List.of(1L));

    assertThat(block.weight()).isEqualTo(Long.MIN_VALUE);
  }

  @Example
  void nodeInfo_laterIncarnationWinsWhateverItsSequence() {
    NodeInfo old = new NodeInfo("old", "", "", "", "", 1, 900, 0, List.of(3L, 1L));
    NodeInfo young = new NodeInfo("young", "", "", "", "", 2, 1, 0, List.of(2L));

    assertThat(old.max(young))
        .isEqualTo(new NodeInfo("young", "", "", "", "", 2, 1, 0, List.of(3L, 1L)));
  }

  @Example
  void entries_keepNoReferenceToTheListTheyWereGiven() {
    List<String> names = new ArrayList<>(Set.of("a"));
    Block block = new Block(names, List.of(1L), List.of(0L));
    names.set(0, "b");

    assertThat(block.names()).containsExactly("a");
    assertThatThrownBy(() -> Collections.swap(block.names(), 0, 0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static <T extends Mergeable<T>> void lawful(T a, T b, T c) {
    assertThat(a.max(a)).as("idempotent").isEqualTo(a);
    assertThat(a.max(b).max(b)).as("repeated").isEqualTo(a.max(b));
    assertThat(a.max(b).max(c)).as("associative").isEqualTo(a.max(b.max(c)));
  }

  private static Map<String, List<Long>> byName(Block block) {
    Map<String, List<Long>> sums = new TreeMap<>();
    for (int i = 0; i < block.size(); i++) {
      sums.put(block.names().get(i), List.of(block.increments().get(i), block.decrements().get(i)));
    }
    return sums;
  }
}
