package io.footfall.count;

import java.time.Duration;

/**
 * One resolution in which the history of a counter is kept.
 *
 * @param seconds how long a slot is
 * @param slots how many slots are kept at least
 */
public record Tier(int seconds, int slots) {

  /** A tier of slots of this length that reach so far back. */
  public static Tier of(Duration length, Duration reach) {
    return new Tier(
        Math.toIntExact(length.toSeconds()),
        Math.toIntExact(
            reach.dividedBy(length) + (reach.toMillis() % length.toMillis() > 0 ? 1 : 0)));
  }

  /** The start of the slot in which a time lies; both in seconds since 1970. */
  public long start(long time) {
    return Math.floorDiv(time, (long) seconds) * seconds;
  }

  /** How many seconds back the slots reach. */
  public long reachSeconds() {
    return (long) seconds * slots;
  }
}
