package io.footfall;

/**
 * One named counter of this node.
 *
 * <p>A caller that knows its counter keeps the {@code Counter}: adding to it is one atomic add in
 * memory, without look-up, lock, input or output, or allocation. What is added is visible to reads
 * on this node at once and to other nodes after the next flush.
 *
 * <p>All methods may be called from any thread. Calls made after the web application was destroyed
 * have no effect.
 */
public interface Counter {

  /** The largest amount that one {@link #add} takes in either direction: 1,000,000,000. */
  long MAX_ADD = 1_000_000_000L;

  /**
   * The sum at which a counter's increments, or its decrements, stop growing: 2<sup>62</sup>. That
   * it was reached is reported once; further additions in the same direction are ignored.
   */
  long MAX_SUM = 1L << 62;

  /**
   * The name under which the amounts given to this object are counted; {@link Counters#OTHER} when
   * the name asked for was folded because {@code max-counters} was reached.
   */
  String name();

  /** Adds one. */
  void increment();

  /**
   * Adds an amount; a negative one is kept in the counter's sum of decrements.
   *
   * @param amount from −{@value #MAX_ADD} to {@value #MAX_ADD}
   * @throws IllegalArgumentException if the amount is outside these bounds; nothing is counted then
   */
  void add(long amount);
}
