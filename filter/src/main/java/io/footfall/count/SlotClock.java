package io.footfall.count;

import java.util.concurrent.TimeUnit;

/**
 * The time by which counts are put into slots. It runs on the monotonic clock and follows the wall
 * clock: at once where they differ by less than half a second, as a time server makes them, and
 * otherwise only when the wall clock was seen to have stepped, and to run on evenly, for three
 * seconds. So a clock that jumps and jumps back moves nothing.
 *
 * <p>It goes back only when it follows such a step. Used by one thread.
 */
public final class SlotClock {

  /** How long a step must last before it is followed. */
  public static final long PERSIST_MILLIS = 3_000;

  private static final long JITTER_MILLIS = 500;

  private final Clock clock;
  private long offsetMillis;
  private long last = Long.MIN_VALUE;
  private boolean stepped;
  private long stepMillis;
  private long stepSince;

  /** Begins at what the wall clock says. */
  public SlotClock(Clock clock) {
    this.clock = clock;
    this.offsetMillis = clock.wallMillis() - monotonic();
  }

  private long monotonic() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanos());
  }

  /** Milliseconds since 1970. To be asked at each tick, because it also looks at the clocks. */
  public long millis() {
    long now = monotonic();
    long ahead = clock.wallMillis() - (now + offsetMillis);
    if (Math.abs(ahead) < JITTER_MILLIS) {
      offsetMillis += ahead;
      stepped = false;
    } else if (!stepped || Math.abs(ahead - stepMillis) >= JITTER_MILLIS) {
      stepped = true;
      stepMillis = ahead;
      stepSince = now;
    } else if (now - stepSince >= PERSIST_MILLIS) {
      offsetMillis += ahead;
      stepped = false;
      last = Long.MIN_VALUE;
    }
    last = Math.max(last, now + offsetMillis);
    return last;
  }
}
