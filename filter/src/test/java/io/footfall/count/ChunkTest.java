package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChunkTest {

  private static final Tier TIER = new Tier(10, 400);

  @Property(tries = 500)
  void slots_comeOutAsTheyWentIn_whateverTheirNumbers(
      @ForAll @Size(max = 6 * Chunk.SIZE) List<Long> numbers) {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i + 5 < numbers.size(); i += 6) {
      slots.add(
          new Slot(
              numbers.get(i),
              numbers.get(i + 1),
              new Sum(numbers.get(i + 2), numbers.get(i + 3)),
              new Sum(numbers.get(i + 4), numbers.get(i + 5))));
    }
    Chunk chunk = new Chunk(7, slots);
    assertThat(chunk.slots()).isEqualTo(slots);
    assertThat(chunk.size()).isEqualTo(slots.size());
    assertThat(chunk).isEqualTo(new Chunk(7, slots)).hasSameHashCodeAs(new Chunk(7, slots));
    assertThat(chunk).isNotEqualTo(new Chunk(8, slots));
  }

  @Test
  void slots_atTheEndsOfWhatALongHolds_comeOutAsTheyWentIn() {
    List<Slot> slots = new ArrayList<>();
    for (long value : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, Long.MIN_VALUE}) {
      slots.add(new Slot(value, -value, new Sum(value, 1), new Sum(-1, value)));
    }
    assertThat(new Chunk(0, slots).slots()).isEqualTo(slots);
  }

  @Test
  void oneSlotThatDiffers_isAnotherChunk() {
    Sum one = new Sum(1, 0);
    Slot slot = new Slot(0, 1_000, Sum.ZERO, one);
    Chunk chunk = new Chunk(0, List.of(slot));
    assertThat(chunk).isNotEqualTo(new Chunk(0, List.of(new Slot(0, 1_010, Sum.ZERO, one))));
    assertThat(chunk).isNotEqualTo(new Chunk(0, List.of(new Slot(0, 1_000, one, one))));
    assertThat(chunk).isNotEqualTo(new Chunk(0, List.of()));
    assertThat(chunk.with(slot)).isSameAs(chunk);
  }

  @Property(tries = 200)
  void ringThatLearnsWholeChunks_knowsWhatOneDoesThatLearnsSlotBySlot(
      @ForAll @Size(max = 200) List<Byte> steps) {
    Ring ring = Ring.begin("requests", 3, TIER, Sum.ZERO, 1_000);
    Sum sum = Sum.ZERO;
    long time = 1_000;
    for (byte step : steps) {
      sum = new Sum(sum.increments() + (step & 3), sum.decrements() + (step & 1));
      time += 10;
      ring = ring.advance(sum, time);
    }
    Ring whole = Ring.of("requests", 3, TIER, ring.newest());
    Ring bySlot = whole;
    List<Chunk> backwards = new ArrayList<>(ring.chunks());
    Collections.reverse(backwards);
    for (Chunk chunk : backwards) {
      whole = whole.learn(chunk);
      for (Slot slot : chunk.slots()) {
        bySlot = bySlot.learn(slot);
      }
    }
    assertThat(whole).isEqualTo(ring).isEqualTo(bySlot);
  }
}
