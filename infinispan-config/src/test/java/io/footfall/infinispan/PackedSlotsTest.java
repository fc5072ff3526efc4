package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.infinispan.PackedSlots.Ring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedSlotsTest {

  /** What one process writes, mostly; but clocks step, slots are missing, and files are copied. */
  private static Ring ring(Random random, String counter, int seconds) {
    List<SlotState> states = new ArrayList<>();
    long serial = random.nextInt(1_000);
    long start = 1_700_000_000L / seconds * seconds;
    long sum = random.nextLong() >>> (2 + random.nextInt(50));
    long away = random.nextInt(3);
    for (int i = 1 + random.nextInt(100); i > 0; i--) {
      serial += 1 + (random.nextInt(10) == 0 ? random.nextInt(50) : 0);
      start += (long) seconds * (random.nextInt(10) == 0 ? random.nextInt(400) - 200 : 1);
      long open = random.nextInt(10) == 0 ? sum - random.nextInt(9) : sum;
      sum = open + 1 + random.nextInt(1_000);
      away += random.nextInt(2);
      states.add(new SlotState(serial, start, open, away, sum, away));
    }
    return new Ring(counter, random.nextInt(9), seconds, 360, states);
  }

  private static PackedSlots random(Random random) {
    List<Ring> rings = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      for (int seconds : new int[] {86_400, 10, 60}) {
        rings.add(ring(random, "likes:ü" + i, seconds));
      }
    }
    return new PackedSlots(rings);
  }

  @Test
  void slotsSurvivePackingAndUnpacking_andMakeTheSameBytes() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      PackedSlots slots = random(random);
      byte[] bytes = slots.toBytes();
      assertThat(PackedSlots.fromBytes(bytes)).isEqualTo(slots);
      assertThat(PackedSlots.fromBytes(bytes).toBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void numbersAtTheirBounds_survive() {
    PackedSlots slots =
        new PackedSlots(
            List.of(
                new Ring(
                    "",
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    List.of(
                        new SlotState(Long.MIN_VALUE, Long.MAX_VALUE, 0, 1L << 62, -1, 7),
                        new SlotState(Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62, 0, 0, -9)))));
    assertThat(PackedSlots.fromBytes(slots.toBytes())).isEqualTo(slots);
    assertThat(PackedSlots.fromBytes(new byte[0]).rings()).isEmpty();
    assertThat(new PackedSlots(List.of()).toBytes()).isEmpty();
  }

  /** What the format is for: a slot that follows the one before costs what was counted in it. */
  @Test
  void fiveYearsOfDays_aMonthOfHours_aDayOfMinutes_andAnHour_takeLessThanTwoBytesASlot() {
    Random random = new Random(2);
    List<Ring> rings = new ArrayList<>();
    int all = 0;
    int[][] tiers = {{86_400, 1_825}, {3_600, 744}, {60, 1_440}, {10, 360}};
    for (int[] tier : tiers) {
      List<SlotState> states = new ArrayList<>();
      long sum = 1_000_000_000L;
      for (int i = 0; i < tier[1]; i++) {
        long counted = 1L + random.nextInt(tier[0]);
        long start = 1_700_000_000L / tier[0] * tier[0] + (long) i * tier[0];
        states.add(new SlotState(i + 77, start, sum, 0, sum + counted, 0));
        sum += counted;
        all++;
      }
      rings.add(new Ring("requests", 1, tier[0], tier[1], states));
    }
    assertThat(new PackedSlots(rings).toBytes().length).isLessThan(2 * all);
  }

  @Test
  void max_keepsEachSlotInItsLaterState_andIsLawful() {
    SlotState first = new SlotState(0, 100, 0, 0, 5, 0);
    SlotState grown = new SlotState(0, 100, 0, 0, 7, 0);
    SlotState second = new SlotState(1, 110, 7, 0, 9, 1);
    PackedSlots one = new PackedSlots(List.of(new Ring("a", 2, 10, 40, List.of(first, second))));
    PackedSlots two =
        new PackedSlots(
            List.of(
                new Ring("a", 2, 10, 50, List.of(grown)), new Ring("a", 2, 60, 9, List.of(first))));
    assertThat(one.max(two).rings())
        .containsExactly(
            new Ring("a", 2, 10, 50, List.of(grown, second)),
            new Ring("a", 2, 60, 9, List.of(first)));
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      PackedSlots a = random(random);
      PackedSlots b = random(random);
      PackedSlots c = random(random);
      assertThat(a.max(a)).isEqualTo(a);
      assertThat(a.max(b)).isEqualTo(b.max(a));
      assertThat(a.max(b).max(c)).isEqualTo(a.max(b.max(c)));
    }
  }

  @Test
  void damage_isRefused_withoutHarm() {
    byte[] bytes =
        new PackedSlots(List.of(ring(new Random(4), "a", 10), ring(new Random(5), "b", 60)))
            .toBytes();
    assertThatThrownBy(() -> PackedSlots.fromBytes(new byte[] {2, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format 1, was 2");
    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> PackedSlots.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be read");
    }
    for (int i = 0; i < bytes.length * 8; i++) {
      byte[] flipped = bytes.clone();
      flipped[i / 8] ^= (byte) (1 << (i % 8));
      try {
        PackedSlots.fromBytes(flipped);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("packed entry");
      }
    }
  }
}
