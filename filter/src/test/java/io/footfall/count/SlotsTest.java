package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static final Tier TEN = new Tier(10, 60);
  private static final SlotPlan PLAN =
      new SlotPlan(List.of(TEN, new Tier(60, 60)), List.of("requests", "status:*"));

  private static Sums sums(long requests, long ok, long other) {
    return Sums.of(
        new String[] {"requests", "status:2xx", "other"},
        new long[] {requests, ok, other},
        new long[3]);
  }

  private static Slots slots(Rings rings, Sums known) {
    return new Slots(PLAN, rings, known, 1_000);
  }

  private static Slot newest(Rings rings, String counter) {
    Ring ring = rings.ring(counter, 10);
    assertThat(ring).isNotNull();
    return ring == null ? new Slot(0, 0, Sum.ZERO, Sum.ZERO) : ring.newest();
  }

  @Test
  void tickOnTheStroke_countsForTheSlotBefore_andTheNextOneForItsOwn() {
    Slots slots = slots(Rings.none(), Sums.none());
    slots.advance(sums(1, 0, 0), 9_001);
    Rings rings = slots.advance(sums(3, 1, 5), 10_005);
    assertThat(newest(rings, "requests")).isEqualTo(new Slot(0, 0, Sum.ZERO, new Sum(3, 0)));
    rings = slots.advance(sums(4, 1, 5), 11_002);
    assertThat(newest(rings, "requests")).isEqualTo(new Slot(1, 10, new Sum(3, 0), new Sum(4, 0)));
    assertThat(newest(rings, "status:2xx").end()).isEqualTo(new Sum(1, 0));
    assertThat(rings.ring("other", 10)).isNull();
    assertThat(rings.all()).hasSize(4);
  }

  @Test
  void start_putsWhatIsNewerThanTheFilesIntoTheSlotOfTheStart() {
    Slots before = slots(Rings.none(), Sums.none());
    Rings written = before.advance(sums(3, 0, 0), 5_000);
    Slots after = slots(written, sums(3, 0, 0));
    Rings rings = after.advance(sums(8, 0, 0), 100_600);
    assertThat(newest(rings, "requests")).isEqualTo(new Slot(1, 100, new Sum(3, 0), new Sum(8, 0)));
  }

  @Test
  void counterThatGetsASeriesLater_beginsThen() {
    Slots slots = slots(Rings.none(), sums(100, 0, 0));
    Rings rings = slots.advance(sums(104, 0, 0), 50_600);
    assertThat(newest(rings, "requests"))
        .isEqualTo(new Slot(0, 50, new Sum(100, 0), new Sum(104, 0)));
  }

  @Test
  void moreCountersThanHaveRoom_haveNoRing() {
    int many = SlotPlan.MAX_COUNTERS + 5;
    String[] names = new String[many];
    long[] increments = new long[many];
    for (int i = 0; i < many; i++) {
      names[i] = "status:" + i;
      increments[i] = 1;
    }
    Slots slots = slots(Rings.none(), Sums.none());
    Rings rings = slots.advance(Sums.of(names, increments, new long[many]), 1_000);
    assertThat(rings.all()).hasSize(2 * SlotPlan.MAX_COUNTERS);
    assertThat(slots.live(names[many - 1], TEN, new Sum(1, 0), 2_000)).isNull();
    assertThat(slots.live(names[0], TEN, new Sum(2, 0), 2_000)).isNotNull();
  }
}
