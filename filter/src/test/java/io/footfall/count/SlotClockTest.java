package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotClockTest {

  private static final long YEAR = Duration.ofDays(365).toMillis();

  /** A wall clock that can be set apart from the monotonic one. */
  private static final class Clocks implements Clock {
    private long millis = 5_000;
    private long wall = 1_700_000_000_000L;

    void advance(long by) {
      millis += by;
      wall += by;
    }

    @Override
    public long nanos() {
      return millis * 1_000_000;
    }

    @Override
    public long wallMillis() {
      return wall;
    }
  }

  private final Clocks clocks = new Clocks();

  @ParameterizedTest
  @ValueSource(longs = {365L * 86_400_000, -365L * 86_400_000, 3_600_000, -600})
  void step_thatLasts_isFollowedAfterThreeSeconds(long step) {
    SlotClock slots = new SlotClock(clocks);
    clocks.advance(1_000);
    assertThat(slots.millis()).isEqualTo(clocks.wall);
    clocks.wall += step;
    for (int i = 0; i < 3; i++) {
      clocks.advance(1_000);
      assertThat(slots.millis()).as("tick " + i).isEqualTo(clocks.wall - step);
    }
    clocks.advance(1_000);
    assertThat(slots.millis()).isEqualTo(clocks.wall);
    clocks.advance(1_000);
    assertThat(slots.millis()).isEqualTo(clocks.wall);
  }

  @ParameterizedTest
  @ValueSource(longs = {365L * 86_400_000, -365L * 86_400_000, 700})
  void jump_thatGoesBack_movesNothing(long step) {
    SlotClock slots = new SlotClock(clocks);
    for (int i = 0; i < 20; i++) {
      long jump = i % 3 == 0 ? step : 0;
      clocks.wall += jump;
      clocks.advance(1_000);
      assertThat(slots.millis()).isEqualTo(clocks.wall - jump);
      clocks.wall -= jump;
    }
  }

  @Test
  void unsteadyClock_isNotFollowedBeforeItRunsEvenly() {
    SlotClock slots = new SlotClock(clocks);
    for (int i = 1; i <= 10; i++) {
      clocks.wall += YEAR;
      clocks.advance(1_000);
      assertThat(slots.millis()).isEqualTo(clocks.wall - i * YEAR);
    }
  }

  @Property(tries = 200)
  void jitter_isFollowedAtOnce_andNeverGoesBack(
      @ForAll Random random, @ForAll @LongRange(min = 100, max = 2_000) long tick) {
    SlotClock slots = new SlotClock(clocks);
    long before = slots.millis();
    long off = 0;
    for (int i = 0; i < 50; i++) {
      long jitter = random.nextInt(401) - 200L;
      clocks.wall += jitter - off;
      off = jitter;
      clocks.advance(tick);
      long now = slots.millis();
      assertThat(now).isGreaterThanOrEqualTo(before);
      assertThat(now - clocks.wall).isBetween(0L, 401L);
      before = now;
    }
  }
}
