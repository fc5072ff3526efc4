package io.footfall;

import java.time.Duration;
import java.util.List;

/**
 * A counter's value across the cluster, as one node knew it at one moment, and how fresh it is.
 *
 * @param name the counter's name
 * @param value the sum of increments less decrements over all identities ever known
 * @param age how old the oldest present node's contribution is: the time since that node was last
 *     seen to advance, on this node's monotonic clock; zero when this node is alone. Absent nodes
 *     do not age it: what they counted does not change any more
 * @param pendingHere what this node has counted under this name and the cluster has not yet
 *     confirmed (increments plus decrements, never negative)
 * @param nodes the contributions of this process and of the nodes present in the cluster
 * @param absent the contributions of identities that are not in the cluster now: nodes that
 *     stopped, and earlier identities of nodes that run
 */
public record Reading(
    String name,
    long value,
    Duration age,
    long pendingHere,
    List<Share> nodes,
    List<Share> absent) {

  /** Copies the lists, so that the reading is immutable. */
  public Reading {
    nodes = List.copyOf(nodes);
    absent = List.copyOf(absent);
  }

  /**
   * One identity's part of a value. Identities that have not counted under the name are left out.
   *
   * @param identity 32 hexadecimal digits, unique to one process at a time
   * @param node the display name of the node
   * @param value its increments less its decrements
   * @param age the time since it was last seen to advance; zero for this process
   */
  public record Share(String identity, String node, long value, Duration age) {}
}
