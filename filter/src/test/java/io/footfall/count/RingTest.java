package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RingTest {

  private static final Tier TIER = new Tier(10, 40);

  /** One tick: how much was counted, and how far the time moved, back also. */
  private static Ring ring(Sum base, List<Integer> steps) {
    Ring ring = Ring.begin("requests", 3, TIER, base, 1_000);
    Sum sum = base;
    long time = 1_000;
    for (int step : steps) {
      time = Math.max(0, time + step / 8 - 20);
      sum = new Sum(sum.increments() + step % 5, sum.decrements() + step % 3);
      ring = ring.advance(sum, time);
    }
    return ring;
  }

  private static Sum last(Sum base, List<Integer> steps) {
    long increments = base.increments() + steps.stream().mapToLong(step -> step % 5).sum();
    long decrements = base.decrements() + steps.stream().mapToLong(step -> step % 3).sum();
    return new Sum(increments, decrements);
  }

  private static Sum grown(Ring ring) {
    long[] sums = new long[2];
    ring.visit(
        (start, increments, decrements) -> {
          sums[0] += increments;
          sums[1] += decrements;
        });
    return new Sum(sums[0], sums[1]);
  }

  @Property(tries = 300)
  void allSlotsTogether_areTheGrowth_whateverTheClockDid(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 400) Integer> steps,
      @ForAll @IntRange(min = 0, max = 9) int base) {
    Sum before = new Sum(base, base / 2);
    Sum after = last(before, steps);
    assertThat(grown(ring(before, steps)))
        .isEqualTo(
            new Sum(
                after.increments() - before.increments(),
                after.decrements() - before.decrements()));
  }

  @Property(tries = 300)
  void join_ofStatesOfOneRing_isTheLatest_inAnyOrderAndNumber(
      @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 0, max = 400) Integer> steps,
      @ForAll Random random) {
    Ring whole = ring(Sum.ZERO, steps);
    List<Ring> states = new ArrayList<>();
    states.add(whole);
    for (int i = 0; i < 6; i++) {
      states.add(ring(Sum.ZERO, steps.subList(0, random.nextInt(steps.size() + 1))));
    }
    Collections.shuffle(states, random);
    Ring joined = states.get(0);
    for (Ring state : states) {
      joined = joined.max(state).max(state);
    }
    assertThat(joined).isEqualTo(whole);
  }

  @Property(tries = 300)
  void join_ofAnyTwoHistories_isCommutativeAndIdempotent_andAssociative(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 400) Integer> one,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 400) Integer> two,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 400) Integer> three) {
    Ring a = ring(Sum.ZERO, one);
    Ring b = ring(new Sum(2, 0), two);
    Ring c = ring(new Sum(1, 1), three);
    assertThat(a.max(b)).isEqualTo(b.max(a));
    assertThat(a.max(b).max(b)).isEqualTo(a.max(b));
    assertThat(a.max(b).max(c)).isEqualTo(a.max(b.max(c)));
  }

  @Property(tries = 300)
  void afterLostWrites_nothingIsCountedTwice_andNothingIsMissing(
      @ForAll @Size(min = 1, max = 35) List<@IntRange(min = 0, max = 400) Integer> published,
      @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 400) Integer> after,
      @ForAll Random random) {
    // The files know less than what was published; the process goes on from the files and the sums.
    Ring files = ring(Sum.ZERO, published.subList(0, random.nextInt(published.size())));
    Sum sum = last(Sum.ZERO, published);
    Ring continued = files;
    long time = 9_000;
    for (int step : after) {
      sum = new Sum(sum.increments() + step % 5, sum.decrements());
      continued = continued.advance(sum, time += 10);
    }
    assertThat(grown(ring(Sum.ZERO, published).max(continued))).isEqualTo(sum);
  }

  @Test
  void manySlots_keepTheTiersReach_andNotMuchMore() {
    Ring ring = Ring.begin("requests", 0, TIER, Sum.ZERO, 0);
    for (int i = 1; i <= 1_000; i++) {
      ring = ring.advance(new Sum(i, 0), i * 10L);
    }
    int kept = ring.chunks().stream().mapToInt(chunk -> chunk.slots().size()).sum();
    assertThat(kept).isBetween(TIER.slots(), TIER.slots() + Chunk.SIZE);
    assertThat(ring.oldest().serial()).isEqualTo(999 - kept);
    assertThat(ring.lastChunk() - ring.firstChunk() + 1).isLessThanOrEqualTo(ring.places());
    for (long chunk = ring.firstChunk(); chunk <= ring.lastChunk(); chunk++) {
      assertThat(ring.lacks(chunk)).isFalse();
    }
    assertThat(ring.from(990).lacks(30)).isTrue();
    assertThat(ring.from(990).newest()).isEqualTo(ring.newest());
    assertThat(ring.from(990).max(ring)).isEqualTo(ring);
  }

  @Test
  void stepBack_opensASlotOfItsOwn_andLeavesTheClosedOne() {
    Ring ring = Ring.begin("requests", 0, TIER, Sum.ZERO, 100);
    ring = ring.advance(new Sum(1, 0), 100).advance(new Sum(3, 0), 110);
    Slot closed = ring.chunks().get(0).slots().get(0);
    ring = ring.advance(new Sum(7, 0), 100);
    assertThat(ring.chunks().get(0).slots().get(0)).isEqualTo(closed);
    assertThat(ring.newest()).isEqualTo(new Slot(2, 100, new Sum(3, 0), new Sum(7, 0)));
  }
}
