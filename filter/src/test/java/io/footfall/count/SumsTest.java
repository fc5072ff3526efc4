package io.footfall.count;

import static io.footfall.count.BucketFiles.byName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.Counter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

// The compiler of JDK 17 does not show NullAway that the parameter of Sums.of takes nulls.
@SuppressWarnings("NullAway")
class SumsTest {

  private static final List<String> NAMES = List.of("(other)", "a", "b", "c", "d", "e", "f", "g");

  /** As read from one directory: the first few names, some of which cannot be read. */
  private static Sums partOfOneDirectory(Random random) {
    int size = random.nextInt(NAMES.size() + 1);
    @Nullable String[] names = new String[size];
    for (int i = 0; i < size; i++) {
      names[i] = random.nextInt(4) == 0 ? null : NAMES.get(i);
    }
    return Sums.of(names, values(random, size), values(random, size));
  }

  /** Some of the names, at any index. */
  private static Sums shuffled(Random random) {
    String[] names = NAMES.toArray(String[]::new);
    Collections.shuffle(Arrays.asList(names), random);
    names = Arrays.copyOf(names, random.nextInt(names.length + 1));
    return Sums.of(names, values(random, names.length), values(random, names.length));
  }

  private static long[] values(Random random, int size) {
    return random.longs(size, 0, 5).toArray();
  }

  private static boolean same(Sums a, Sums b) {
    return a.sameAs(b, 0, Integer.MAX_VALUE);
  }

  @Property
  void max_ofOneDirectory_isASemilattice(@ForAll long seed) {
    Random random = new Random(seed);
    Sums a = partOfOneDirectory(random);
    Sums b = partOfOneDirectory(random);
    Sums c = partOfOneDirectory(random);
    assertThat(same(a.max(b), b.max(a))).as("commutative").isTrue();
    assertThat(same(a.max(b).max(c), a.max(b.max(c)))).as("associative").isTrue();
    assertThat(same(a.max(a), a)).as("idempotent").isTrue();
    assertThat(same(a.max(b).max(b), a.max(b))).as("idempotent").isTrue();
  }

  @Property
  void max_atDifferentIndexes_isASemilatticeByName(@ForAll long seed) {
    Random random = new Random(seed);
    Sums a = shuffled(random);
    Sums b = shuffled(random);
    Sums c = shuffled(random);
    Map<String, Sum> expected = new TreeMap<>(byName(a));
    byName(b).forEach((name, sum) -> expected.merge(name, sum, Sum::max));
    assertThat(byName(a.max(b))).isEqualTo(expected);
    assertThat(byName(b.max(a))).isEqualTo(expected);
    byName(c).forEach((name, sum) -> expected.merge(name, sum, Sum::max));
    assertThat(byName(a.max(b).max(c))).isEqualTo(expected);
    assertThat(byName(a.max(b.max(c)))).isEqualTo(expected);
    assertThat(same(a.max(a), a)).isTrue();
    for (int i = 0; i < a.size(); i++) {
      assertThat(a.max(b).name(i)).isEqualTo(a.name(i));
    }
  }

  @Property
  void max_changesNeitherSide(@ForAll long seed) {
    Random random = new Random(seed);
    Sums a = shuffled(random);
    Sums b = partOfOneDirectory(random);
    Map<String, Sum> beforeA = byName(a);
    Map<String, Sum> beforeB = byName(b);
    Sums merged = a.max(b);
    assertThat(merged.size()).isGreaterThanOrEqualTo(Math.max(a.size(), b.size()));
    assertThat(byName(a)).isEqualTo(beforeA);
    assertThat(byName(b)).isEqualTo(beforeB);
  }

  @Property
  void reaches_meansThatNoSumOfTheOtherIsHigher(@ForAll long seed) {
    Random random = new Random(seed);
    Sums a = shuffled(random);
    Sums b = random.nextBoolean() ? shuffled(random) : partOfOneDirectory(random);
    boolean expected =
        byName(b).entrySet().stream()
            .allMatch(e -> a.of(e.getKey()).max(e.getValue()).equals(a.of(e.getKey())));
    assertThat(a.reaches(b)).isEqualTo(expected);
    assertThat(a.max(b).reaches(b)).isTrue();
    assertThat(a.max(b).reaches(a)).isTrue();
  }

  @Example
  void reaches_counterOfZero_isReachedByNoCounter() {
    Sums zero = Sums.of(new String[] {"x"}, new long[1], new long[1]);
    assertThat(Sums.none().reaches(zero)).isTrue();
    assertThat(zero.reaches(Sums.none())).isTrue();
  }

  @Example
  void max_nameKnownOnOneSideOnly_takesTheOthersSumFromEitherSide() {
    Sums unnamed = Sums.of(new @Nullable String[] {null}, new long[] {5}, new long[] {1});
    Sums named = Sums.of(new String[] {"x"}, new long[] {3}, new long[] {2});
    assertThat(unnamed.max(named).of("x")).isEqualTo(new Sum(5, 2));
    assertThat(named.max(unnamed).of("x")).isEqualTo(new Sum(5, 2));
    assertThat(unnamed.total()).isZero();
    assertThat(named.total()).isEqualTo(5);
  }

  @Example
  void total_andSameAs_coverTheirRange() {
    Sums sums = Sums.of(new String[] {"a", "b", "c"}, new long[] {1, 2, 3}, new long[] {0, 0, 4});
    Sums other = Sums.of(new String[] {"a", "b", "c"}, new long[] {1, 9, 3}, new long[] {0, 0, 4});
    assertThat(sums.total()).isEqualTo(10);
    assertThat(sums.total(1, 2)).isEqualTo(2);
    assertThat(sums.total(2, 99)).isEqualTo(7);
    assertThat(sums.total(3, 99)).isZero();
    assertThat(sums.sameAs(other, 0, 1)).isTrue();
    assertThat(sums.sameAs(other, 0, 2)).isFalse();
    assertThat(sums.sameAs(other, 2, 99)).isTrue();
    assertThat(sums.sameAs(Sums.none(), 0, 3)).isFalse();
    assertThat(sums.sameAs(Sums.none(), 0, 0)).isTrue();
    assertThat(sums.of("c")).isEqualTo(new Sum(3, 4));
    assertThat(sums.of("z")).isEqualTo(Sum.ZERO);
  }

  @Example
  void of_copiesAndChecksItsArguments() {
    long[] values = {1};
    String[] names = {"a"};
    Sums sums = Sums.of(names, values, values);
    values[0] = 2;
    names[0] = "b";
    assertThat(sums.of("a")).isEqualTo(new Sum(1, 1));
    assertThatThrownBy(() -> Sums.of(new String[2], new long[2], new long[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void sums_stopAtTheirBounds() {
    assertThat(Sums.plus(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
    assertThat(Sums.capped(Counter.MAX_SUM)).isEqualTo(Counter.MAX_SUM);
    assertThat(Sums.capped(Counter.MAX_SUM + 1)).isEqualTo(Counter.MAX_SUM);
    assertThat(Sums.capped(Long.MAX_VALUE)).isEqualTo(Counter.MAX_SUM);
    assertThat(Sums.capped(3)).isEqualTo(3);
    Sum full = new Sum(Counter.MAX_SUM, Counter.MAX_SUM);
    assertThat(full.total()).isEqualTo(Long.MAX_VALUE);
    assertThat(full.value()).isZero();
    assertThat(new Sum(3, 5).value()).isEqualTo(-2);
    assertThat(new Sum(3, 5).max(new Sum(4, 1))).isEqualTo(new Sum(4, 5));
  }

  @Example
  void tally_max_takesTheLaterPublicationAndTheHigherSums() {
    Identity identity = new Identity(1, 2);
    Sums low = Sums.of(new String[] {"a"}, new long[] {1}, new long[] {7});
    Sums high = Sums.of(new String[] {"a"}, new long[] {2}, new long[] {0});
    Tally early = new Tally(identity, "old name", 1, 99, high);
    Tally late = new Tally(identity, "new name", 2, 1, low);
    for (Tally merged : List.of(early.max(late), late.max(early))) {
      assertThat(merged.node()).isEqualTo("new name");
      assertThat(merged.incarnation()).isEqualTo(2);
      assertThat(merged.sequence()).isEqualTo(1);
      assertThat(merged.sums().of("a")).isEqualTo(new Sum(2, 7));
    }
    Tally next = new Tally(identity, "x", 1, 100, low);
    assertThat(early.max(next).sequence()).isEqualTo(100);
    assertThat(next.max(early).sequence()).isEqualTo(100);
    assertThatThrownBy(() -> early.max(new Tally(new Identity(1, 3), "n", 1, 1, low)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(identity.toString());
  }
}
