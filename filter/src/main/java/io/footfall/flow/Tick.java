package io.footfall.flow;

import io.footfall.count.Rings;
import io.footfall.count.Sums;

/**
 * What a tick found in the buckets.
 *
 * @param number orders the ticks of a process, from 1
 * @param sums what was counted by then
 * @param rings the same over time, for the counters that have a series; no further than the sums
 */
record Tick(long number, Sums sums, Rings rings) {

  /** A tick without series. */
  Tick(long number, Sums sums) {
    this(number, sums, Rings.none());
  }
}
