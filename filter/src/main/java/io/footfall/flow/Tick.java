package io.footfall.flow;

import io.footfall.count.Sums;

/**
 * What a tick found in the buckets.
 *
 * @param number orders the ticks of a process, from 1
 * @param sums what was counted by then
 */
record Tick(long number, Sums sums) {}
