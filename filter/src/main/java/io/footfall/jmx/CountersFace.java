package io.footfall.jmx;

import io.footfall.Counters;
import io.footfall.Node;
import io.footfall.Reading;
import io.footfall.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers a JMX console from the public counters. What it throws is of the JDK's own types and has
 * no cause, so that a console without our classes can read it.
 */
final class CountersFace implements CountersMXBean {

  private final Counters counters;
  private final CountersMBean.Flush flush;

  CountersFace(Counters counters, CountersMBean.Flush flush) {
    this.counters = counters;
    this.flush = flush;
  }

  @Override
  public long getTotal() {
    return counters.read(Counters.REQUESTS).value();
  }

  @Override
  public long getAccepted() {
    return counters.status().accepted();
  }

  @Override
  public long getJournaled() {
    return counters.status().journaled();
  }

  @Override
  public long getCommitted() {
    return counters.status().committed();
  }

  @Override
  public long getPending() {
    return counters.status().pending();
  }

  @Override
  public String getDurability() {
    return counters.status().durability().name();
  }

  @Override
  public List<String> getSettingsProblems() {
    return counters.status().settingsProblems();
  }

  @Override
  public int getClusterMembers() {
    return counters.status().members();
  }

  @Override
  public boolean isStale() {
    return counters.status().stale();
  }

  @Override
  public long getLastCommitAgeMillis() {
    return millis(counters.status().commitAge());
  }

  @Override
  public long getLastCommitMillis() {
    return millis(counters.status().commitDuration());
  }

  private static long millis(@Nullable Duration duration) {
    return duration == null ? -1 : duration.toMillis();
  }

  @Override
  public long getFailures() {
    return counters.status().failures();
  }

  @Override
  public Map<String, Long> getFailuresByKind() {
    return counters.status().failuresByKind();
  }

  @Override
  public String getLastFailure() {
    return counters.status().lastFailure();
  }

  @Override
  public List<String> getTroubles() {
    return counters.status().troubles();
  }

  @Override
  public long getFoldedNames() {
    return counters.status().foldedNames();
  }

  @Override
  public long getEventLogRows() {
    return ofEventLog(Status.EventLog::rows);
  }

  @Override
  public long getEventLogPending() {
    return ofEventLog(Status.EventLog::pending);
  }

  @Override
  public long getEventLogSkipped() {
    return ofEventLog(Status.EventLog::skipped);
  }

  @Override
  public long getEventLogAgeMillis() {
    Status.EventLog log = counters.status().eventLog();
    return millis(log == null ? null : log.age());
  }

  @Override
  public long getEventLogFailures() {
    return ofEventLog(Status.EventLog::failures);
  }

  private long ofEventLog(ToLongFunction<Status.EventLog> account) {
    Status.EventLog log = counters.status().eventLog();
    return log == null ? 0 : account.applyAsLong(log);
  }

  @Override
  public Map<String, CounterRow> getCounters() {
    Map<String, CounterRow> rows = new TreeMap<>();
    for (Reading reading : counters.readAll("").values()) {
      rows.put(reading.name(), CounterRow.of(reading));
    }
    return rows;
  }

  @Override
  public Map<String, NodeRow> getNodes() {
    Map<String, NodeRow> rows = new LinkedHashMap<>();
    for (Node node : counters.nodes()) {
      rows.put(node.identity(), NodeRow.of(node));
    }
    return rows;
  }

  @Override
  public String getVersion() {
    return counters.status().version();
  }

  @Override
  public String getNode() {
    return counters.status().node();
  }

  @Override
  public String getIdentity() {
    return counters.status().identity();
  }

  @Override
  public String getDirectory() {
    return counters.status().directory();
  }

  @Override
  public CounterReading read(String name) {
    return plainly(() -> CounterReading.of(counters.read(name)));
  }

  @Override
  public void flush() {
    plainly(
        () -> {
          try {
            flush.flush();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it waited for the commit", e);
          }
          return true;
        });
  }

  private static <T> T plainly(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      String message = e.getMessage();
      throw new IllegalStateException(message != null ? message : e.toString());
    }
  }
}
