package io.footfall;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
   * A page of {@link #readAll(String)}: at most so many readings, of the names that come after a
   * given one.
   *
   * @param prefix what the names begin with; the empty prefix means all
   * @param after the last name of the page before; empty for the first page
   * @param limit the most readings, not negative
   */
  default SortedMap<String, Reading> readAll(String prefix, String after, int limit) {
    SortedMap<String, Reading> page = new TreeMap<>();
    for (Reading reading : readAll(prefix).values()) {
      if (page.size() < limit && reading.name().compareTo(after) > 0) {
        page.put(reading.name(), reading);
      }
    }
    return Collections.unmodifiableSortedMap(page);
  }

  /**
   * How much a counter grew in each slice of a time, across the cluster as this node knows it now.
   *
   * <p>Only the counters that the setting {@code series} names have one. The setting {@code tiers}
   * says which lengths of time slots are kept and how far back; of those whose length divides the
   * step, the finest that reaches back to {@code from} answers, else the one that reaches furthest.
   * Points before its reach are marked {@link Series.Point#partial partial}.
   *
   * @param name a counter with a series
   * @param from where to begin; rounded down to a multiple of the step since 1970-01-01T00:00Z
   * @param to where to end, not included; rounded up likewise
   * @param step the length of each slice: a multiple of the length of a tier
   * @throws IllegalArgumentException if the counter has no series, {@code from} is not before
   *     {@code to}, the step is not a multiple of any tier's length, there would be more than
   *     {@link Series#MAX_POINTS} points, or a time is before 1970 or after 9999; the message says
   *     what to ask for instead
   */
  Series series(String name, Instant from, Instant to, Duration step);

  /**
   * Every identity that has contributed to the counts, this process first, then those present in
   * the cluster, then the absent ones, each group by name.
   */
  List<Node> nodes();

  /** The accounts and the health of this node. */
  Status status();
}
