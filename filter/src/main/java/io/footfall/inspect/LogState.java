package io.footfall.inspect;

import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.eventlog.EventLog;
import io.footfall.eventlog.EventLogException;
import io.footfall.eventlog.LoggedSum;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the event log held at one moment.
 *
 * @param totals by counter, over all identities
 * @param identities what it held of each
 * @param newest when the newest slot ended that it held; null if it held none
 * @param readAt the moment
 */
record LogState(
    SortedMap<String, Sum> totals,
    Map<Identity, Part> identities,
    @Nullable Instant newest,
    Instant readAt) {

  /**
   * What the log held of an identity.
   *
   * @param node the display name, or empty
   * @param sums by counter
   * @param newest when the newest slot ended that it held of the identity; null if it held none
   */
  record Part(String node, Map<String, Sum> sums, @Nullable Instant newest) {}

  static LogState read(EventLog log) throws EventLogException {
    List<LoggedSum> rows;
    try (EventLog.Session session = log.connectToRead()) {
      rows = session.sums();
    }
    Instant readAt = Instant.now();
    SortedMap<String, Sum> totals = new TreeMap<>();
    Map<Identity, Part> identities = new HashMap<>();
    Instant newest = null;
    for (LoggedSum row : rows) {
      totals.merge(
          row.counter(),
          row.sum(),
          (a, b) -> new Sum(a.increments() + b.increments(), a.decrements() + b.decrements()));
      Part known = identities.get(row.identity());
      Map<String, Sum> sums = known == null ? new HashMap<>() : known.sums();
      sums.put(row.counter(), row.sum());
      identities.put(
          row.identity(),
          new Part(row.node(), sums, later(known == null ? null : known.newest(), row.slotEnd())));
      newest = later(newest, row.slotEnd());
    }
    return new LogState(totals, identities, newest, readAt);
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    return a == null || (b != null && b.isAfter(a)) ? b : a;
  }

  Sum total(String counter) {
    return totals.getOrDefault(counter, Sum.ZERO);
  }

  Sum of(Identity identity, String counter) {
    Part part = identities.get(identity);
    return part == null ? Sum.ZERO : part.sums().getOrDefault(counter, Sum.ZERO);
  }
}
