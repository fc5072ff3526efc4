package io.footfall.inspect;

import io.footfall.Reading;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether log, cluster and files tell the same, though they are read one after the other while
 * counting goes on.
 *
 * <p>Sums never fall. So what the cluster or a file told at some moment must be reached by the log
 * once the slots of that moment are delivered, and what the log held at the beginning must be
 * reached by whatever is read later. The log is read again until both are seen, or until nobody
 * wants to wait any longer. The cluster tells values, not sums; such a value must lie between what
 * the log's first and last sums allow. Used by one thread.
 */
final class Comparison {

  /**
   * A counter of which log and cluster tell different numbers.
   *
   * @param log as last read
   * @param cluster as last read
   */
  record Apart(String counter, Sum log, long cluster) {}

  /**
   * A counter of an identity of which log and files tell different numbers.
   *
   * @param log as last read, or as first read where it is ahead
   * @param files as first read
   * @param ahead whether the log holds more than was ever counted
   */
  record Beyond(Identity identity, String counter, Sum log, Sum files, boolean ahead) {}

  private final LogState first;
  private final @Nullable FilesState files;
  private LogState last;

  /** By counter that is not settled: what the cluster told, one reading after the other. */
  private final Map<String, List<Long>> told = new HashMap<>();

  private SortedMap<String, Reading> cluster = new TreeMap<>();
  private boolean clusterRead;
  private final SortedSet<String> equal = new TreeSet<>();
  private final SortedSet<String> within = new TreeSet<>();
  private final List<Beyond> ahead = new ArrayList<>();
  private List<Beyond> behind = new ArrayList<>();

  /** Begins with readings of the log, and of the files after it. */
  Comparison(LogState first, @Nullable FilesState files) {
    this.first = first;
    this.last = first;
    this.files = files;
    if (files != null) {
      files.identities().forEach(this::compareFirst);
    }
  }

  private void compareFirst(Identity identity, FilesState.Part part) {
    part.sums()
        .forEach(
            (counter, sum) -> {
              Sum logged = first.of(identity, counter);
              if (!reaches(logged, sum)) {
                behind.add(new Beyond(identity, counter, logged, sum, false));
              }
            });
    LogState.Part logged = first.identities().get(identity);
    // Journals of others lag behind; an identity's own bucket file never does.
    if (logged != null && part.place() != null) {
      logged
          .sums()
          .forEach(
              (counter, sum) -> {
                Sum held = part.sums().getOrDefault(counter, Sum.ZERO);
                if (!reaches(held, sum)) {
                  ahead.add(new Beyond(identity, counter, sum, held, true));
                }
              });
    }
  }

  private static boolean reaches(Sum a, Sum b) {
    return a.increments() >= b.increments() && a.decrements() >= b.decrements();
  }

  /** Takes a reading of the cluster that is later than the last of the log. */
  void cluster(SortedMap<String, Reading> readings) {
    cluster = readings;
    clusterRead = true;
    SortedSet<String> names = new TreeSet<>(last.totals().keySet());
    names.addAll(readings.keySet());
    for (String name : names) {
      if (equal.contains(name) || within.contains(name)) {
        continue;
      }
      long value = valueOf(readings.get(name));
      if (value == last.total(name).value()) {
        settle(name, equal);
      } else {
        told.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
      }
    }
  }

  private static long valueOf(@Nullable Reading reading) {
    return reading == null ? 0 : reading.value();
  }

  private void settle(String name, SortedSet<String> as) {
    as.add(name);
    told.remove(name);
  }

  /** Takes a reading of the log that is later than the last of the cluster. */
  void log(LogState state) {
    last = state;
    for (String name : List.copyOf(told.keySet())) {
      Sum low = first.total(name);
      Sum high = state.total(name);
      List<Long> values = told.getOrDefault(name, List.of());
      if (values.get(values.size() - 1) == high.value()) {
        settle(name, equal);
      } else if (values.stream()
          .anyMatch(
              value ->
                  value >= low.increments() - high.decrements()
                      && value <= high.increments() - low.decrements())) {
        settle(name, within);
      }
    }
    List<Beyond> still = new ArrayList<>();
    for (Beyond one : behind) {
      Sum logged = state.of(one.identity(), one.counter());
      if (!reaches(logged, one.files())) {
        still.add(new Beyond(one.identity(), one.counter(), logged, one.files(), false));
      }
    }
    behind = still;
  }

  /** Whether nothing more can be learned by waiting. */
  boolean isSettled() {
    return told.isEmpty() && behind.isEmpty();
  }

  /** Counters of which log and cluster told the same number at one moment. */
  int equal() {
    return equal.size();
  }

  /** Counters that were counted on meanwhile, and differ by no more. */
  SortedSet<String> within() {
    return within;
  }

  /** How far a counter was counted on in the log between its first and its last reading. */
  long grown(String counter) {
    return last.total(counter).total() - first.total(counter).total();
  }

  /** Counters that log and cluster tell differently, in the order of their names. */
  List<Apart> apart() {
    return new TreeSet<>(told.keySet())
        .stream()
            .map(name -> new Apart(name, last.total(name), valueOf(cluster.get(name))))
            .toList();
  }

  /** What the log holds beyond the files, and what it lacks of them. */
  List<Beyond> beyond() {
    List<Beyond> all = new ArrayList<>(ahead);
    all.addAll(behind);
    return all;
  }

  boolean clusterRead() {
    return clusterRead;
  }

  /** How many counters any of the sources knows. */
  int counters() {
    SortedSet<String> names = new TreeSet<>(last.totals().keySet());
    names.addAll(cluster.keySet());
    if (files != null) {
      files.identities().values().forEach(part -> names.addAll(part.sums().keySet()));
    }
    return names.size();
  }

  LogState last() {
    return last;
  }
}
