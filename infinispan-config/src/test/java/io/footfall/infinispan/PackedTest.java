package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.infinispan.PackedCounters.Counter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedTest {

  private static PackedCounters random(Random random) {
    List<Counter> counters = new ArrayList<>();
    int place = random.nextInt(3);
    for (int i = random.nextInt(200); i > 0; i--) {
      String name = "route:/ü" + place + "x".repeat(random.nextInt(5));
      counters.add(
          new Counter(
              place,
              name,
              random.nextLong() >>> (1 + random.nextInt(62)),
              random.nextInt(3) == 0 ? 1L << 62 : 0));
      place += 1 + random.nextInt(3) / 2;
    }
    return new PackedCounters(counters);
  }

  private static Packed packed(long sequence, PackedCounters counters) {
    return packed(sequence, counters, new PackedSlots(List.of()));
  }

  private static Packed packed(long sequence, PackedCounters counters, PackedSlots slots) {
    return Packed.of(
        new NodeInfo("n" + sequence, "1,2,x", "http://x", "a", "v", 1, sequence, 9, List.of(7L)),
        counters,
        slots);
  }

  @Test
  void countersSurvivePackingAndUnpacking_andMakeTheSameBytes() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      PackedCounters counters = random(random);
      byte[] bytes = counters.toBytes();
      assertThat(PackedCounters.fromBytes(bytes)).isEqualTo(counters);
      assertThat(PackedCounters.fromBytes(bytes).toBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void max_keepsTheHigherOfEachSum_andTheLaterDescription() {
    Packed one =
        packed(
            1, new PackedCounters(List.of(new Counter(0, "a", 5, 0), new Counter(2, "b", 1, 9))));
    Packed two =
        packed(
            2, new PackedCounters(List.of(new Counter(0, "a", 4, 3), new Counter(2, "c", 7, 0))));
    Packed joined = one.max(two);
    assertThat(joined.name()).isEqualTo("n2");
    assertThat(joined.counters().counters())
        .containsExactly(
            new Counter(0, "a", 5, 3), new Counter(2, "b", 1, 9), new Counter(3, "c", 7, 0));
    assertThat(joined.max(one)).isEqualTo(joined);
    assertThat(joined.max(two)).isEqualTo(joined);
    assertThat(joined.max(joined)).isSameAs(joined);
  }

  @Test
  void max_withOneThatCannotBeRead_keepsTheOther() {
    PackedSlots slots =
        new PackedSlots(
            List.of(
                new PackedSlots.Ring("a", 0, 10, 9, List.of(new SlotState(0, 100, 0, 0, 5, 0)))));
    Packed sound = packed(1, new PackedCounters(List.of(new Counter(0, "a", 5, 0))), slots);
    Packed later = new Packed("n", "", "", 1, 2, new byte[] {2, 0}, new byte[] {2, 0});
    assertThat(sound.max(later).counters()).isEqualTo(sound.counters());
    assertThat(later.max(sound).counters()).isEqualTo(sound.counters());
    assertThat(sound.max(later).slots()).isEqualTo(slots);
    assertThat(later.max(sound).slots()).isEqualTo(slots);
  }

  @Test
  void mark_isTheSameForTheSameEntry_andAnotherOneWhateverDiffers() {
    Packed one = new Packed("n", "l", "u", 1, 2, new byte[] {1, 2}, new byte[] {3});
    assertThat(new Packed("n", "l", "u", 1, 2, new byte[] {1, 2}, new byte[] {3}).mark())
        .isEqualTo(one.mark());
    List<Packed> others =
        List.of(
            new Packed("m", "l", "u", 1, 2, new byte[] {1, 2}, new byte[] {3}),
            new Packed("n", "k", "u", 1, 2, new byte[] {1, 2}, new byte[] {3}),
            new Packed("n", "l", "v", 1, 2, new byte[] {1, 2}, new byte[] {3}),
            new Packed("n", "l", "u", 2, 2, new byte[] {1, 2}, new byte[] {3}),
            new Packed("n", "l", "u", 1, 3, new byte[] {1, 2}, new byte[] {3}),
            new Packed("n", "l", "u", 1, 2, new byte[] {1, 3}, new byte[] {3}),
            new Packed("n", "l", "u", 1, 2, new byte[] {1, 2}, new byte[] {4}),
            new Packed("n", "l", "u", 1, 2, new byte[] {1, 2}, new byte[0]),
            new Packed("n", "l", "u", 1, 2, new byte[] {1}, new byte[] {3}));
    assertThat(others.stream().map(Packed::mark)).doesNotHaveDuplicates();
    assertThat(others.stream().map(Packed::mark)).doesNotContain(one.mark());
  }

  @Test
  void damage_isRefused_withoutHarm() {
    byte[] bytes = random(new Random(3)).toBytes();
    assertThatThrownBy(() -> PackedCounters.fromBytes(new byte[] {2, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format 1, was 2");
    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> PackedCounters.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be read");
    }
    for (int i = 0; i < bytes.length * 8; i++) {
      byte[] flipped = bytes.clone();
      flipped[i / 8] ^= (byte) (1 << (i % 8));
      try {
        PackedCounters.fromBytes(flipped);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("packed entry");
      }
    }
  }
}
