package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import io.footfall.count.Sums;
import org.junit.jupiter.api.Test;

class SlotCutterTest {

  private static final Identity A = new Identity(1, 1);

  private final SlotCutter cutter = new SlotCutter(A, 10, sums(3, 0), 105_000);

  private static Sums sums(long a, long b) {
    return Sums.of(new String[] {"a", "b"}, new long[] {a, b}, new long[] {0, 1});
  }

  private static LogRow row(String counter, long slot, long increments, long decrements) {
    return new LogRow(A, counter, slot, 10, increments, decrements);
  }

  @Test
  void withinASlot_nothingIsCut() {
    assertThat(cutter.tick(sums(4, 0), 109_999, false)).isEmpty();
    assertThat(cutter.last().sums().increments(0)).isEqualTo(3);
  }

  @Test
  void firstTickOfASlot_cutsWhatHasGrown_asTheSlotBefore() {
    assertThat(cutter.tick(sums(5, 0), 110_000, false)).containsExactly(row("a", 100, 5, 0));
    assertThat(cutter.tick(sums(5, 0), 120_000, false)).isEmpty();
    assertThat(cutter.tick(sums(5, 2), 130_000, false)).containsExactly(row("b", 120, 2, 1));
  }

  @Test
  void slotsThatWereSlept_areOneRowInTheLastOfThem() {
    assertThat(cutter.tick(sums(5, 0), 300_000, false)).containsExactly(row("a", 290, 5, 0));
  }

  @Test
  void end_cutsTheOpenSlot() {
    assertThat(cutter.tick(sums(5, 0), 107_000, true)).containsExactly(row("a", 100, 5, 0));
  }

  @Test
  void clockThatWasSetBack_closesTheSlot_andGoesOnInTheEarlierOne() {
    assertThat(cutter.tick(sums(5, 0), 55_000, false)).containsExactly(row("a", 100, 5, 0));
    assertThat(cutter.tick(sums(6, 0), 60_000, false)).containsExactly(row("a", 50, 6, 0));
  }
}
