package io.footfall.jmx;

import io.footfall.Reading;
import java.util.List;

/**
 * One counter, and what each identity has contributed to it.
 *
 * @param name the counter's name
 * @param value the value across the cluster
 * @param ageMillis how old the oldest present node's contribution is; 0 when this node is alone
 * @param pendingHere what this node has counted and the cluster has not yet confirmed
 * @param nodes the contributions of this process and of the nodes present in the cluster
 * @param absent the contributions of identities that are not in the cluster now
 */
public record CounterReading(
    String name,
    long value,
    long ageMillis,
    long pendingHere,
    List<ShareRow> nodes,
    List<ShareRow> absent) {

  /** Copies the lists. */
  public CounterReading {
    nodes = List.copyOf(nodes);
    absent = List.copyOf(absent);
  }

  static CounterReading of(Reading reading) {
    return new CounterReading(
        reading.name(),
        reading.value(),
        reading.age().toMillis(),
        reading.pendingHere(),
        reading.nodes().stream().map(ShareRow::of).toList(),
        reading.absent().stream().map(ShareRow::of).toList());
  }

  /**
   * One identity's part of the value.
   *
   * @param identity 32 hexadecimal digits
   * @param node the display name of the node
   * @param value its increments less its decrements
   * @param ageMillis the time since it was last seen to advance; 0 for this process
   */
  public record ShareRow(String identity, String node, long value, long ageMillis) {

    static ShareRow of(Reading.Share share) {
      return new ShareRow(share.identity(), share.node(), share.value(), share.age().toMillis());
    }
  }
}
