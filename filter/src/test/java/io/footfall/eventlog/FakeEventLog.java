package io.footfall.eventlog;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import io.footfall.count.Sum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event log's tables in memory, with the faults of a database: it may be down, and a
 * transaction may fail before it is done, or be done and report failure. Used by one thread.
 */
public final class FakeEventLog {

  /** What becomes of a transaction. */
  public enum Fate {
    DONE,
    FAILS_BEFORE,
    FAILS_AFTER
  }

  private record Key(Identity identity, String counter) {}

  private final Map<Key, Sum> sums = new HashMap<>();
  private final Map<Key, NavigableMap<Long, Sum>> events = new HashMap<>();

  /** The rows with a slot of their own, and not those that a raise has made. */
  private final Map<Key, NavigableMap<Long, Sum>> appended = new HashMap<>();

  private boolean down;
  private @Nullable String wrong;

  /** Whether it refuses every connection. */
  public void setDown(boolean now) {
    down = now;
  }

  public boolean isDown() {
    return down;
  }

  /** What the log holds of a counter of an identity, at most and at last. */
  public Sum sum(Identity identity, String counter) {
    return sums.getOrDefault(new Key(identity, counter), Sum.ZERO);
  }

  /** Whether this row was written, or one of its slot that is higher. */
  public boolean holds(LogRow row) {
    NavigableMap<Long, Sum> slots = events.get(key(row));
    Sum held = slots == null ? null : slots.get(row.slotStart());
    return held != null && held.max(sum(row)).equals(held);
  }

  /** A row that was lower than one of an earlier slot, or null if there was none. */
  public @Nullable String wrong() {
    return wrong;
  }

  private static Key key(LogRow row) {
    return new Key(row.identity(), row.counter());
  }

  private static Sum sum(LogRow row) {
    return new Sum(row.increments(), row.decrements());
  }

  /** A process's way to the log. */
  public final class Line implements LogStore {
    private final Consumer<String> watch;
    private Fate fate = Fate.DONE;
    private int untilFate;

    /**
     * A way to the log.
     *
     * @param watch is told of every step, and may end the process there
     */
    public Line(Consumer<String> watch) {
      this.watch = watch;
    }

    /** What becomes of one of the next transactions, after so many that are done. */
    public void fate(Fate next, int after) {
      fate = next;
      untilFate = after;
    }

    @Override
    public String label() {
      return "memory";
    }

    @Override
    public Session connect() throws EventLogException {
      watch.accept("log.connect");
      if (down) {
        throw new EventLogException("the log is down", null);
      }
      return new Session() {
        @Override
        public int append(List<LogRow> rows, Map<Identity, String> nodes) throws EventLogException {
          return transact(rows, false);
        }

        @Override
        public int raise(List<LogRow> rows, Map<Identity, String> nodes) throws EventLogException {
          return transact(rows, true);
        }

        @Override
        public void close() {
          watch.accept("log.close");
        }
      };
    }

    private int transact(List<LogRow> rows, boolean raises) throws EventLogException {
      watch.accept("log.write.before");
      Fate becomes = untilFate-- == 0 ? fate : Fate.DONE;
      if (becomes == Fate.FAILS_BEFORE) {
        throw new EventLogException("it is not written", null);
      }
      int changed = raises ? raise(rows) : append(rows);
      rows.forEach(row -> sums.merge(key(row), sum(row), Sum::max));
      watch.accept("log.write.after");
      if (becomes == Fate.FAILS_AFTER) {
        throw new EventLogException("it is written, and nobody hears of it", null);
      }
      return changed;
    }
  }

  private int append(List<LogRow> rows) {
    int changed = 0;
    for (LogRow row : rows) {
      NavigableMap<Long, Sum> slots = appended.computeIfAbsent(key(row), any -> new TreeMap<>());
      slots.merge(row.slotStart(), sum(row), Sum::max);
      Sum before = Sum.ZERO;
      for (Sum each : slots.values()) {
        if (!before.max(each).equals(each)) {
          wrong = "%s is logged, and the slots are %s".formatted(row, slots);
        }
        before = each;
      }
      changed += event(row);
    }
    return changed;
  }

  /** All rows are compared with what was there before any of them, as one statement does. */
  private int raise(List<LogRow> rows) {
    Map<Key, Sum> before = new HashMap<>(sums);
    int changed = 0;
    for (LogRow row : rows) {
      Sum held = before.get(key(row));
      if (held == null || !held.max(sum(row)).equals(held)) {
        changed += event(row);
      }
    }
    return changed;
  }

  private int event(LogRow row) {
    NavigableMap<Long, Sum> slots = events.computeIfAbsent(key(row), any -> new TreeMap<>());
    Sum held = slots.get(row.slotStart());
    Sum now = held == null ? sum(row) : held.max(sum(row));
    slots.put(row.slotStart(), now);
    return now.equals(held) ? 0 : 1;
  }
}
