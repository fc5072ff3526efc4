package io.footfall.benchmarks;

import java.util.Collection;
import java.util.Locale;

/**
 * Where a number of measurements lie.
 *
 * @param count how many
 * @param min the least
 * @param p50 the median
 * @param p95 the value that 95 % do not exceed
 * @param max the greatest
 */
record Spread(int count, double min, double p50, double p95, double max) {

  static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a spread needs at least one measurement, had none");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int last = sorted.length - 1;
    double median = (sorted[last / 2] + sorted[(last + 1) / 2]) / 2;
    return new Spread(
        sorted.length, sorted[0], median, sorted[(int) Math.ceil(0.95 * last)], sorted[last]);
  }

  /** As in {@code 1.05 (0.98..1.31)}: the median, the least and the greatest. */
  String medianAndRange() {
    return String.format(Locale.ROOT, "%.2f (%.2f..%.2f)", p50, min, max);
  }

  /** As in {@code 12.1 / 15.0 / 22.3}: the least, the median and the 95th percentile. */
  String minMedianP95() {
    return String.format(Locale.ROOT, "%.1f / %.1f / %.1f", min, p50, p95);
  }
}
