package io.footfall.journal;

import static io.footfall.journal.Generations.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.footfall.Counter;
import io.footfall.CounterNames;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

// The compiler of JDK 17 does not show NullAway that the parameter of Sums.of takes nulls.
@SuppressWarnings("NullAway")
class GenerationTest {

  @Provide
  Arbitrary<Tally> tallies() {
    Arbitrary<String> name =
        Arbitraries.strings().ofMaxLength(60).filter(n -> CounterNames.problem(n) == null);
    Arbitrary<List<String>> names = name.list().uniqueElements().ofMaxSize(70);
    Arbitrary<Long> any = Arbitraries.longs();
    return Combinators.combine(any, any, name, any, any, names, any)
        .as(
            (high, low, node, incarnation, sequence, list, seed) -> {
              long[] up = sums(seed, list.size());
              long[] down = sums(~seed, list.size());
              return new Tally(
                  new Identity(high, low),
                  node,
                  incarnation,
                  sequence,
                  Sums.of(list.toArray(String[]::new), up, down));
            });
  }

  private static long[] sums(long seed, int size) {
    return new Random(seed).longs(size, 0, Counter.MAX_SUM).toArray();
  }

  private static Generation of(Tally... tallies) {
    return new Generation("shop", 7, 8, 9, List.of(tallies));
  }

  private static Tally tally(@Nullable String... names) {
    long[] values = new long[names.length];
    Arrays.setAll(values, i -> i + 1);
    return new Tally(new Identity(1, 2), "n", 3, 4, Sums.of(names, values, new long[names.length]));
  }

  private static Generation.Damaged damage(byte[] bytes) {
    return Objects.requireNonNull(
        catchThrowableOfType(Generation.Damaged.class, () -> Generation.fromBytes(bytes)),
        "it was read");
  }

  @Property(tries = 200)
  void anyContent_isReadBack(
      @ForAll @Size(max = 4) List<@From("tallies") Tally> tallies,
      @ForAll long sequence,
      @ForAll long wall,
      @ForAll long committed)
      throws Exception {
    Generation generation = new Generation("ü😀", sequence, wall, committed, tallies);
    assertThat(content(Generation.fromBytes(generation.toBytes()))).isEqualTo(content(generation));
  }

  @Example
  void nothing_isReadBack() throws Exception {
    Generation empty = new Generation("", 0, 0, 0, List.of());
    assertThat(content(Generation.fromBytes(empty.toBytes()))).isEqualTo(content(empty));
    Generation noCounters = of(tally(), tally());
    assertThat(content(Generation.fromBytes(noCounters.toBytes()))).isEqualTo(content(noCounters));
  }

  @Example
  void sixtyFiveThousandCounters_areReadBack() throws Exception {
    String[] names = new String[65_536];
    Arrays.setAll(names, i -> "counter " + i);
    Generation generation = of(tally(names), tally("a"));
    assertThat(content(Generation.fromBytes(generation.toBytes()))).isEqualTo(content(generation));
  }

  @Example
  void longestNames_areReadBack() throws Exception {
    String[] names = new String[200];
    Arrays.setAll(names, i -> "%03d".formatted(i) + "😀".repeat(63));
    Tally tally = tally(names);
    Tally longNode = new Tally(new Identity(5, 6), "é".repeat(3000), 1, 1, Sums.none());
    Generation generation = of(tally, longNode);
    assertThat(content(Generation.fromBytes(generation.toBytes()))).isEqualTo(content(generation));
  }

  @Example
  void counterWithoutName_keepsTheOthersAtTheirIndex() throws Exception {
    Generation read = Generation.fromBytes(of(tally("a", null, "c")).toBytes());
    Sums sums = read.tallies().get(0).sums();
    assertThat(sums.name(1)).isNull();
    assertThat(sums.name(2)).isEqualTo("c");
    assertThat(sums.increments(2)).isEqualTo(3);
    assertThat(sums.total()).isEqualTo(4);
  }

  @Example
  void anyFlippedBit_isDamage() throws Exception {
    byte[] bytes = of(tally("(other)", "requests", "ü")).toBytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      Generation.Damaged damaged = damage(bytes);
      if (damaged.newer || !"its checksum is wrong".equals(damaged.getMessage())) {
        assertThat(damaged).as("bit %d", bit).hasMessage("its checksum is wrong");
        assertThat(damaged.newer).as("bit %d", bit).isFalse();
      }
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  @Example
  void truncatedAnywhere_isDamage() throws Exception {
    byte[] bytes = of(tally("(other)", "requests", "ü")).toBytes();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(damage(Arrays.copyOf(bytes, length)).newer).isFalse();
    }
    assertThat(damage(new byte[0])).hasMessage("it is empty");
    assertThat(damage(new byte[16 * 1024])).hasMessageContaining("checksum");
    assertThat(damage(Arrays.copyOf(bytes, bytes.length + 1))).hasMessageContaining("checksum");
  }

  @Example
  void newerFormat_isReportedAsNewer() throws Exception {
    Generation.Damaged damaged = damage(Generations.file(Generation.VERSION + 1, 0, 0, List.of()));
    assertThat(damaged.newer).isTrue();
    assertThat(damaged).hasMessageContaining("format 2, newer than 1");
  }

  @Example
  void unknownKindOfRecord_isPassedOver() throws Exception {
    byte[] tally =
        Generations.record(
            out -> {
              out.writeByte(1);
              out.writeLong(1);
              out.writeLong(2);
              out.writeLong(3);
              out.writeLong(4);
              out.writeUTF("n");
            });
    byte[] unknown = {99, 1, 2, 3};
    byte[] sum =
        Generations.record(
            out -> {
              out.writeByte(2);
              out.writeInt(0);
              out.writeLong(1);
              out.writeLong(0);
              out.writeUTF("a");
            });
    List<byte[]> records = List.of(unknown, tally, unknown, sum, unknown);
    Generation read = Generation.fromBytes(Generations.file(1, 5, 0, records));
    assertThat(content(read)).isEqualTo(content(of(tally("a"))));
  }

  @Example
  void tableThatContradictsItsFooter_isDamage() throws Exception {
    byte[] unknown = {99};
    assertThat(damage(Generations.file(1, 2, 0, List.of(unknown))))
        .hasMessage("it has 1 records instead of 2");
    assertThat(damage(Generations.file(1, 1, 1, List.of(unknown))))
        .hasMessage("its checksum is wrong");
    assertThat(damage(Generations.file(1, 1, 0, List.of(new byte[] {2, 0}))))
        .hasMessageContaining("EOFException");
    assertThat(damage(Generations.sealed("not a table at all".getBytes(StandardCharsets.UTF_8))))
        .hasMessageContaining("cannot be read");
  }

  @Example
  void tallies_areCopied() {
    List<Tally> tallies = new ArrayList<>(List.of(tally("a")));
    Generation generation = new Generation("c", 1, 2, 3, tallies);
    tallies.clear();
    assertThat(generation.tallies()).hasSize(1);
    assertThatThrownBy(() -> generation.tallies().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
