package io.footfall;

import java.util.List;
import java.util.SortedMap;

/**
 * The counters of one web application, counted here and read across the whole cluster.
 *
 * <p>Obtained with {@link Footfall#of}. All methods may be called from any thread; none of them
 * waits for the disk or for another node: a read is answered from what this node knows, and says
 * how old that is.
 */
public interface Counters {

  /** The counter of all requests, counted on arrival. */
  String REQUESTS = "requests";

  /** The counter into which names beyond {@code max-counters} are folded. */
  String OTHER = "(other)";

  /**
   * The application's own counter of this name, made at its first use.
   *
   * <p>Past {@code max-counters} names the counter returned is the one called {@link #OTHER}, and
   * {@link Status#foldedNames} grows.
   *
   * @param name 1 to 255 bytes of UTF-8 without control characters
   * @throws IllegalArgumentException if the name breaks this rule, or is one that Footfall itself
   *     counts under ({@value #REQUESTS}, {@value #OTHER}, and names that begin with {@code
   *     status:}, {@code method:}, {@code route:} or {@code host:})
   */
  Counter counter(String name);

  /**
   * The cluster's value of a counter as this node knows it now. A name that nobody has counted
   * under reads as zero.
   *
   * <p>This node's own additions are included at once, those of other nodes as of their last flush
   * that arrived here. Within one process, reads of a counter that is only incremented never fall.
   */
  Reading read(String name);

  /**
   * The readings of all counters whose names begin with a prefix, in the order of their names; the
   * empty prefix means all. The counters are read one after the other, so the readings are not one
   * instant's.
   */
  SortedMap<String, Reading> readAll(String prefix);

  /**
   * Every identity that has contributed to the counts, this process first, then those present in
   * the cluster, then the absent ones, each group by name.
   */
  List<Node> nodes();

  /** The accounts and the health of this node. */
  Status status();
}
