package io.footfall.count;

/**
 * What one identity has counted, and how far it had published when this was written down.
 *
 * @param identity who
 * @param node the display name of its node
 * @param incarnation its last start that is known
 * @param sequence its last publication in that start that is known
 * @param sums how much
 * @param rings how much over time, as far as that is known
 */
public record Tally(
    Identity identity, String node, long incarnation, long sequence, Sums sums, Rings rings) {

  /** A tally without a history. */
  public Tally(Identity identity, String node, long incarnation, long sequence, Sums sums) {
    this(identity, node, incarnation, sequence, sums, Rings.none());
  }

  /** The higher of each sum, the join of each ring, and the later of both publications. */
  public Tally max(Tally other) {
    if (!identity.equals(other.identity)) {
      throw new IllegalArgumentException(
          "tallies of different identities do not merge: " + identity + ", " + other.identity);
    }
    boolean later =
        other.incarnation > incarnation
            || (other.incarnation == incarnation && other.sequence > sequence);
    Tally last = later ? other : this;
    return new Tally(
        identity,
        last.node,
        last.incarnation,
        last.sequence,
        sums.max(other.sums),
        rings.max(other.rings));
  }
}
