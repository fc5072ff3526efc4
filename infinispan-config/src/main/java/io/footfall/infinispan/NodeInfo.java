package io.footfall.infinispan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.infinispan.protostream.annotations.Proto;

/**
 * What an identity says of itself with every publication.
 *
 * <p>The order of the components is the order of the field numbers: new ones go to the end.
 *
 * @param name the node's display name
 * @param location where it is, as the setting {@code location} says, or empty
 * @param url where it can be reached, as the setting {@code url} says, or empty
 * @param address its address in the cluster's views
 * @param version the version of Footfall that published
 * @param incarnation how many times the identity has been opened; orders before the sequence
 * @param sequence how many publications this incarnation has made
 * @param startedMillis when this incarnation started, in milliseconds since 1970 of its own clock
 * @param weights for each block {@link Block#weight()}, so that a reader sees which blocks changed
 */
@Proto
public record NodeInfo(
    String name,
    String location,
    String url,
    String address,
    String version,
    long incarnation,
    long sequence,
    long startedMillis,
    List<Long> weights)
    implements Mergeable<NodeInfo> {
  /**
   * One process writes an identity, so the fields after the sequence decide only among forgeries.
   */
  private static final Comparator<NodeInfo> AGE =
      Comparator.comparingLong(NodeInfo::incarnation)
          .thenComparingLong(NodeInfo::sequence)
          .thenComparingLong(NodeInfo::startedMillis)
          .thenComparing(NodeInfo::name)
          .thenComparing(NodeInfo::location)
          .thenComparing(NodeInfo::url)
          .thenComparing(NodeInfo::address)
          .thenComparing(NodeInfo::version);

  /** Copies the list; what is missing in a decoded description is empty. */
  public NodeInfo {
    name = Absent.orEmpty(name);
    location = Absent.orEmpty(location);
    url = Absent.orEmpty(url);
    address = Absent.orEmpty(address);
    version = Absent.orEmpty(version);
    weights = Absent.orEmpty(weights);
  }

  /**
   * Returns the later of the two by incarnation, then sequence, with the higher of each weight. The
   * join is idempotent, commutative and associative.
   */
  @Override
  public NodeInfo max(NodeInfo other) {
    NodeInfo later = AGE.compare(this, other) >= 0 ? this : other;
    List<Long> joined = higher(weights, other.weights);
    return joined.equals(later.weights) ? later : later.withWeights(joined);
  }

  private NodeInfo withWeights(List<Long> joined) {
    return new NodeInfo(
        name, location, url, address, version, incarnation, sequence, startedMillis, joined);
  }

  private static List<Long> higher(List<Long> a, List<Long> b) {
    List<Long> longer = a.size() >= b.size() ? a : b;
    List<Long> shorter = longer == a ? b : a;
    List<Long> result = new ArrayList<>(longer);
    for (int i = 0; i < shorter.size(); i++) {
      result.set(i, Math.max(longer.get(i), shorter.get(i)));
    }
    return result;
  }
}
