package io.footfall.jmx;

import io.footfall.Node;

/**
 * A node in the table of all identities.
 *
 * @param name the display name
 * @param location {@code lat,lon,label}, or empty
 * @param url where the node is reached, or empty
 * @param self whether this is the process that answers
 * @param present whether it is in the cluster now, as this node sees it
 * @param incarnation how often a process has started under this identity
 * @param sequence the number of its last publication known here
 * @param requests its own part of the counter {@code requests}
 * @param ageMillis the time since it was last seen to advance; 0 for this process
 */
public record NodeRow(
    String name,
    String location,
    String url,
    boolean self,
    boolean present,
    long incarnation,
    long sequence,
    long requests,
    long ageMillis) {

  static NodeRow of(Node node) {
    return new NodeRow(
        node.name(),
        node.location(),
        node.url(),
        node.self(),
        node.present(),
        node.incarnation(),
        node.sequence(),
        node.requests(),
        node.age().toMillis());
  }
}
