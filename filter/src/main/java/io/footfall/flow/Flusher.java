package io.footfall.flow;

import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.Rings;
import io.footfall.count.SlotClock;
import io.footfall.count.Slots;
import io.footfall.count.Sums;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The first of the two background threads: at each tick it reads the buckets, writes the journal,
 * and hands what it read to the second, the {@link Publisher}. So a cluster that does not answer
 * never delays the journal.
 *
 * <p>Ticks are aligned to the wall clock, so that the nodes of a cluster flush together.
 */
final class Flusher {

  private static final System.Logger LOG = System.getLogger("io.footfall.flush");

  private final Buckets buckets;
  private final Slots slots;
  private final SlotClock slotClock;
  private final JournalKeeper journal;
  private final Publisher publisher;
  private final @Nullable EventLogKeeper eventLog;
  private final Runnable chores;
  private final Health health;
  private final Clock clock;
  private final long intervalMillis;
  private final Thread thread;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final FlushListeners listeners;
  private long told;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by {@link #lock}. */
  private long begun;

  /** Guarded by {@link #lock}. */
  private long wanted;

  /** Guarded by {@link #lock}. */
  private boolean stopping;

  /**
   * @param eventLog is given each tick too; null if there is none
   * @param chores what else is done on this thread after each tick
   */
  Flusher(
      Buckets buckets,
      Slots slots,
      JournalKeeper journal,
      Publisher publisher,
      @Nullable EventLogKeeper eventLog,
      Runnable chores,
      Health health,
      Clock clock,
      Duration interval) {
    this.buckets = buckets;
    this.slots = slots;
    this.slotClock = new SlotClock(clock);
    this.journal = journal;
    this.publisher = publisher;
    this.eventLog = eventLog;
    this.chores = chores;
    this.health = health;
    this.clock = clock;
    this.intervalMillis = interval.toMillis();
    this.listeners = new FlushListeners(health);
    this.thread =
        new Thread(
            () -> {
              try {
                run();
              } finally {
                ended.complete(null);
              }
            },
            "footfall-flush");
    thread.setDaemon(true);
  }

  void start() {
    told = buckets.snapshot().total();
    thread.start();
  }

  /** Those who are told how long a tick takes. */
  FlushListeners listeners() {
    return listeners;
  }

  /** Completes when the thread has ended, after which it writes no file any more. */
  CompletionStage<Void> ended() {
    return ended;
  }

  /**
   * Asks for a tick now.
   *
   * @return the number of a tick that begins after this call
   */
  long request() {
    lock.lock();
    try {
      wanted = Math.max(wanted, begun + 1);
      changed.signalAll();
      return begun + 1;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a last tick and ends the thread.
   *
   * @return whether it has ended within the time
   */
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

  private void run() {
    boolean last = false;
    while (!last) {
      long number;
      lock.lock();
      try {
        awaitTick();
        last = stopping;
        number = ++begun;
      } catch (InterruptedException e) {
        last = true;
        number = ++begun;
      } finally {
        lock.unlock();
      }
      once(number, last);
    }
  }

  /** One tick on the calling thread, for a caller that has not started this object's own. */
  void once(boolean last) {
    long number;
    lock.lock();
    try {
      number = ++begun;
    } finally {
      lock.unlock();
    }
    once(number, last);
  }

  private void once(long number, boolean last) {
    try {
      tick(number, last);
      chores.run();
    } catch (RuntimeException | Error e) {
      // Whatever it is, the next tick carries everything that this one should have.
      health.failedOnce(
          "tick " + e.getClass(), "A tick has failed; the next one makes up for it", e);
    }
  }

  private void awaitTick() throws InterruptedException {
    long waitNanos =
        TimeUnit.MILLISECONDS.toNanos(
            intervalMillis - Math.floorMod(clock.wallMillis(), intervalMillis));
    while (waitNanos > 0 && !stopping && begun >= wanted) {
      waitNanos = changed.awaitNanos(waitNanos);
    }
  }

  private void tick(long number, boolean last) {
    long started = clock.nanos();
    Sums sums = buckets.snapshot();
    long slotMillis = slotClock.millis();
    Rings rings = slots.advance(sums, slotMillis);
    long journaled = journal.journaled();
    long writing = clock.nanos();
    journal.write(sums, rings, publisher.commits().total(), last);
    long written = clock.nanos();
    publisher.offer(new Tick(number, sums, rings));
    if (eventLog != null) {
      eventLog.tick(sums, slotMillis, last, !journal.isGone());
    }
    listeners.ticked(clock.nanos() - started);
    if (journal.journaled() != journaled) {
      listeners.journaled(written - writing);
    }
    tell(number, sums, written - writing);
  }

  /** Only of ticks with news, so that a console on which nothing happens stays still. */
  private void tell(long number, Sums sums, long writeNanos) {
    if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
      long total = sums.total();
      if (total != told) {
        LOG.log(
            System.Logger.Level.DEBUG,
            "Tick "
                + number
                + ": "
                + (total - told)
                + " counted since the last, "
                + total
                + " in all; journaled "
                + journal.journaled()
                + (total == journal.journaled() ? ", in " + millis(writeNanos) : ""));
        told = total;
      }
    }
  }

  private static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos) / 1_000.0 + " ms";
  }
}
