package io.footfall.flow;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the event log has not confirmed, in the order in which they were made.
 *
 * <p>Its memory is bounded: past the bound the oldest rows go, except the newest of each counter.
 * Since rows hold sums and not differences, that costs resolution in time and no count. Safe for
 * any thread.
 */
final class Backlog {

  private final int bound;

  /** In order; the newest row of each counter is among these or in {@link #kept}. */
  private final ArrayDeque<LogRow> rows = new ArrayDeque<>();

  /** Rows that are past the bound, each the newest of its counter; so no more than counters. */
  private final Map<Key, LogRow> kept = new LinkedHashMap<>();

  private final Map<Key, LogRow> newest = new HashMap<>();
  private long skipped;
  private long version;

  private record Key(Identity identity, String counter) {}

  /**
   * @param bound how many rows to hold at most, those aside that are the newest of their counter
   */
  Backlog(int bound) {
    this.bound = bound;
  }

  synchronized void add(List<LogRow> news) {
    if (news.isEmpty()) {
      return;
    }
    for (LogRow row : news) {
      Key key = key(row);
      kept.remove(key);
      newest.put(key, row);
      rows.addLast(row);
    }
    while (rows.size() > bound) {
      LogRow oldest = rows.removeFirst();
      Key key = key(oldest);
      if (oldest.equals(newest.get(key))) {
        kept.put(key, oldest);
      } else {
        skipped++;
      }
    }
    version++;
  }

  /** The oldest rows, at most so many; they stay until they are confirmed. */
  synchronized List<LogRow> oldest(int number) {
    List<LogRow> batch = new ArrayList<>(Math.min(number, size()));
    for (LogRow row : kept.values()) {
      if (batch.size() == number) {
        return batch;
      }
      batch.add(row);
    }
    for (LogRow row : rows) {
      if (batch.size() == number) {
        return batch;
      }
      batch.add(row);
    }
    return batch;
  }

  /** Forgets rows that {@link #oldest} gave. */
  synchronized void confirmed(List<LogRow> batch) {
    Set<LogRow> done = Collections.newSetFromMap(new IdentityHashMap<>());
    done.addAll(batch);
    kept.values().removeIf(done::contains);
    // Rows were only added at the end meanwhile, and only taken from the front.
    while (!rows.isEmpty() && done.contains(rows.getFirst())) {
      rows.removeFirst();
    }
    newest.values().removeIf(done::contains);
    version++;
  }

  /** All rows, the oldest first. */
  synchronized List<LogRow> all() {
    return oldest(Integer.MAX_VALUE);
  }

  synchronized int size() {
    return kept.size() + rows.size();
  }

  /** Rows that were left out because the bound was reached. */
  synchronized long skipped() {
    return skipped;
  }

  /** Changes with the content. */
  synchronized long version() {
    return version;
  }

  /** The oldest row, or null. */
  synchronized @Nullable LogRow first() {
    return kept.isEmpty() ? rows.peekFirst() : kept.values().iterator().next();
  }

  private static Key key(LogRow row) {
    return new Key(row.identity(), row.counter());
  }
}
