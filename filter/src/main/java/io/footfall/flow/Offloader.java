package io.footfall.flow;

import io.footfall.Status;
import io.footfall.cluster.Other;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import io.footfall.count.Tally;
import io.footfall.eventlog.EventLogException;
import io.footfall.eventlog.LogStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that delivers to the event log, so that neither journal nor commit waits for a
 * database.
 *
 * <p>It delivers the backlog. After a start, after every failure and once an hour it also raises
 * the log to this identity's sums, and to those of the absent identities that this node answers
 * for: so whatever the log lacks, also because the database was restored from a backup, is made up
 * for. Connections are used for one delivery only.
 */
final class Offloader {

  private static final System.Logger LOG = System.getLogger("io.footfall.eventlog");

  /** Rows in one transaction. */
  private static final int BATCH = 5_000;

  private static final Duration BETWEEN_RAISES = Duration.ofHours(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final LogStore log;
  private final Identity identity;
  private final String node;
  private final SlotCutter cutter;
  private final Backlog backlog;
  private final Supplier<Collection<Other>> absent;
  private final Health health;
  private final Clock clock;
  private final Backoff backoff;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by {@link #lock}. */
  private boolean woken;

  /** Guarded by {@link #lock}. */
  private boolean stopping;

  /** What files say of other identities; guarded by {@link #lock}. */
  private final Map<Identity, Tally> adopted = new LinkedHashMap<>();

  /** By absent identity, the version that the log was raised to. */
  private final Map<Identity, Long> raised = new HashMap<>();

  private boolean raiseDue = true;
  private long lastRaiseNanos;

  private final LongAdder deliveredRows = new LongAdder();
  private final LongAdder deliveries = new LongAdder();
  private volatile long completeNanos;
  private volatile boolean everComplete;
  private volatile @Nullable Duration duration;
  private volatile String lastFailure = "";
  private final LongAdder failures = new LongAdder();

  Offloader(
      LogStore log,
      Identity identity,
      String node,
      SlotCutter cutter,
      Backlog backlog,
      Supplier<Collection<Other>> absent,
      Health health,
      Clock clock) {
    this.log = log;
    this.identity = identity;
    this.node = node;
    this.cutter = cutter;
    this.backlog = backlog;
    this.absent = absent;
    this.health = health;
    this.clock = clock;
    this.backoff =
        new Backoff(
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            clock,
            new SplittableRandom(identity.low()));
    this.thread = new Thread(this::run, "footfall-event-log");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Says that there are rows to deliver. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Raises the log to another identity's sums when it can. */
  void adopt(Tally tally) {
    if (tally.identity().equals(identity)) {
      return;
    }
    lock.lock();
    try {
      adopted.merge(tally.identity(), tally, Stored::max);
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean stop(Duration bound) throws InterruptedException {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.join(Math.max(1, bound.toMillis()));
    return !thread.isAlive();
  }

  Status.EventLog status() {
    LogRow first = backlog.first();
    Duration age =
        first == null
            ? Duration.ZERO
            : Duration.ofMillis(
                Math.max(
                    0, clock.wallMillis() - (first.slotStart() + first.slotSeconds()) * 1_000));
    return new Status.EventLog(
        log.label(),
        deliveries.sum(),
        deliveredRows.sum(),
        backlog.size(),
        backlog.skipped(),
        age,
        everComplete ? Duration.ofNanos(Math.max(0, clock.nanos() - completeNanos)) : null,
        duration,
        failures.sum(),
        lastFailure);
  }

  private void run() {
    try {
      // At once, so that a wrong password is told at the start and not after the first slot.
      boolean last = false;
      while (!last) {
        once();
        last = pause();
      }
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Delivers, if it is time to try; also for a caller that has not started this object's thread.
   */
  void once() {
    if (backoff.isTime()) {
      offload();
    }
  }

  /** The end of {@link #once}: what was cut last. */
  void end() {
    if (backlog.size() > 0) {
      once();
    }
  }

  /**
   * Waits until there may be something to deliver, and it is time to try.
   *
   * @return whether to stop
   */
  private boolean pause() throws InterruptedException {
    lock.lock();
    try {
      long remaining = BETWEEN_LOOKS.toNanos();
      while (!stopping && !woken && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      remaining = backoff.remainingNanos();
      while (!stopping && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      woken = false;
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  private void offload() {
    boolean raises = raiseDue || clock.nanos() - lastRaiseNanos >= BETWEEN_RAISES.toNanos();
    if (raises) {
      raised.clear();
    }
    List<Other> behind =
        absent.get().stream()
            .filter(other -> raised.getOrDefault(other.identity(), -1L) != other.version())
            .toList();
    List<Tally> found = found();
    if (!raises && behind.isEmpty() && found.isEmpty() && backlog.size() == 0) {
      completeNanos = clock.nanos();
      return;
    }
    long started = clock.nanos();
    try (LogStore.Session session = log.connect()) {
      deliver(session);
      if (raises) {
        raise(session, new Tally(identity, node, 0, 0, cutter.last().sums()));
      }
      for (Tally tally : found) {
        raise(session, tally);
        forget(tally);
      }
      for (Other other : behind) {
        long version = other.version();
        raise(session, other.tally());
        raised.put(other.identity(), version);
      }
      if (raises) {
        raiseDue = false;
        lastRaiseNanos = started;
      }
      duration = Duration.ofNanos(clock.nanos() - started);
      completeNanos = started;
      everComplete = true;
      deliveries.increment();
      backoff.succeeded();
      health.ended(Trouble.EVENT_LOG, "The event log at " + log.label() + " is written again");
    } catch (EventLogException | RuntimeException | Error e) {
      // Whatever it is, also a driver that fails to load: counting must not notice.
      backoff.failed();
      raiseDue = true;
      failures.increment();
      lastFailure = String.valueOf(e.getMessage());
      health.failed(
          Trouble.EVENT_LOG,
          "The event log at %s is not written (%s): no count is lost, what it lacks is kept and it is tried again"
              .formatted(log.label(), lastFailure),
          null);
      LOG.log(System.Logger.Level.DEBUG, "The cause of the event log's failure", e);
    }
  }

  private List<Tally> found() {
    lock.lock();
    try {
      return List.copyOf(adopted.values());
    } finally {
      lock.unlock();
    }
  }

  /** Unless more was found of the same identity meanwhile. */
  private void forget(Tally tally) {
    lock.lock();
    try {
      adopted.remove(tally.identity(), tally);
    } finally {
      lock.unlock();
    }
  }

  private void deliver(LogStore.Session session) throws EventLogException {
    List<LogRow> batch = backlog.oldest(BATCH);
    while (!batch.isEmpty()) {
      deliveredRows.add(session.append(batch, Map.of(identity, node)));
      backlog.confirmed(batch);
      batch = backlog.oldest(BATCH);
    }
  }

  private void raise(LogStore.Session session, Tally tally) throws EventLogException {
    List<LogRow> rows = cutter.rows(tally.identity(), tally.sums());
    for (int from = 0; from < rows.size(); from += BATCH) {
      List<LogRow> batch = new ArrayList<>(rows.subList(from, Math.min(rows.size(), from + BATCH)));
      deliveredRows.add(session.raise(batch, Map.of(tally.identity(), tally.node())));
    }
  }
}
