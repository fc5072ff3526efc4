package io.footfall.count;

/**
 * The two sums of one counter of one identity.
 *
 * @param increments all that was ever added, from 0 to {@link io.footfall.Counter#MAX_SUM}
 * @param decrements all that was ever taken away, likewise
 */
public record Sum(long increments, long decrements) {

  /** Nothing counted. */
  public static final Sum ZERO = new Sum(0, 0);

  /** What the counter stands at: increments less decrements. */
  public long value() {
    return increments - decrements;
  }

  /** How much was counted either way, at most {@link Long#MAX_VALUE}. */
  public long total() {
    return Sums.plus(increments, decrements);
  }

  /** The higher of each sum. */
  public Sum max(Sum other) {
    if (increments >= other.increments && decrements >= other.decrements) {
      return this;
    }
    return new Sum(Math.max(increments, other.increments), Math.max(decrements, other.decrements));
  }
}
