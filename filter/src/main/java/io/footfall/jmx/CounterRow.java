package io.footfall.jmx;

import io.footfall.Reading;

/**
 * A counter in the table of all counters.
 *
 * @param value the value across the cluster
 * @param ageMillis how old the oldest present node's contribution is; 0 when this node is alone
 * @param pendingHere what this node has counted and the cluster has not yet confirmed
 */
public record CounterRow(long value, long ageMillis, long pendingHere) {

  static CounterRow of(Reading reading) {
    return new CounterRow(reading.value(), reading.age().toMillis(), reading.pendingHere());
  }
}
