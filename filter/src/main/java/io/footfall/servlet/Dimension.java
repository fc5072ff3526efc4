package io.footfall.servlet;

import io.footfall.Counter;
import io.footfall.CounterNames;
import io.footfall.count.Buckets;
import io.footfall.count.Sums;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A family of counters that share a prefix, one for each value that was seen, up to a budget.
 *
 * <p>A value that is not valid, and a new one beyond the budget, is counted as {@code (other)}, so
 * that whoever chooses the values cannot push out the counters that matter. The values of earlier
 * starts are within the budget already. Safe for any thread; only the first use of a value takes a
 * lock or allocates.
 */
final class Dimension {

  private static final String OTHER = "(other)";

  private final Buckets buckets;
  private final String prefix;
  private final int budget;
  private final Rule rule;
  private final Counter other;
  private final ConcurrentHashMap<String, Counter> known = new ConcurrentHashMap<>();
  private volatile boolean full;

  /** Says which values may have a counter of their own. */
  @FunctionalInterface
  interface Rule {

    /** Whether it is one. Must not allocate where the value is hostile. */
    boolean allows(String value);
  }

  /**
   * A family, which has none of its counters but {@code (other)} yet.
   *
   * @param prefix of the counters' names, as in {@code method:}
   * @param budget how many values may have a counter
   */
  Dimension(Buckets buckets, String prefix, int budget, Rule rule) {
    this.buckets = buckets;
    this.prefix = prefix;
    this.budget = budget;
    this.rule = rule;
    this.other = buckets.counter(prefix + OTHER);
    Sums counted = buckets.snapshot();
    for (int i = 0; i < counted.size(); i++) {
      String name = counted.name(i);
      if (name != null && name.startsWith(prefix) && !name.equals(other.name())) {
        known.put(name.substring(prefix.length()), buckets.counter(name));
      }
    }
    full = known.size() >= budget;
  }

  /** The counter of values that have none of their own. */
  Counter other() {
    return other;
  }

  /** The counter of a value. */
  Counter counter(String value) {
    Counter counter = known.get(value);
    if (counter != null) {
      return counter;
    }
    return full || !rule.allows(value) ? fold() : learn(value);
  }

  private Counter fold() {
    buckets.countFolded();
    return other;
  }

  private synchronized Counter learn(String value) {
    Counter counter = known.get(value);
    if (counter != null) {
      return counter;
    }
    String name = prefix + value;
    if (full || CounterNames.problem(name) != null) {
      return fold();
    }
    counter = buckets.counter(name);
    known.put(value, counter);
    full = known.size() >= budget;
    return counter;
  }
}
