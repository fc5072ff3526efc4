package io.footfall.flow;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the flush thread leaves a tick for the cluster thread, and where callers wait until it is
 * committed. Ticks do not queue up: only the newest is kept, and it holds all that the others held.
 * Safe for any thread.
 */
final class Handover {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The newest tick that was not taken yet; guarded by {@link #lock}. */
  private @Nullable Tick offered;

  /** The number of the newest tick that is committed; guarded by {@link #lock}. */
  private long committed;

  /** Guarded by {@link #lock}. */
  private boolean stopping;

  /** Leaves a tick; replaces one that was not taken yet. */
  void offer(Tick tick) {
    lock.lock();
    try {
      offered = tick;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the tick that was left, if there is one. */
  @Nullable Tick take() {
    lock.lock();
    try {
      Tick tick = offered;
      offered = null;
      return tick;
    } finally {
      lock.unlock();
    }
  }

  /** Says that a tick is committed, and with it all before it. */
  void committed(long tick) {
    lock.lock();
    try {
      committed = Math.max(committed, tick);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a tick is committed.
   *
   * @return whether it is
   */
  boolean awaitCommitted(long tick, Duration bound) throws InterruptedException {
    long remaining = bound.toNanos();
    lock.lock();
    try {
      while (committed < tick && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      return committed >= tick;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting of the cluster thread, now and later. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Waits so long, or until the end, or until a tick comes if it is waited for. */
  void pause(long nanos, boolean forTick) throws InterruptedException {
    long remaining = nanos;
    lock.lock();
    try {
      while (!(forTick && offered != null) && !stopping && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
    } finally {
      lock.unlock();
    }
  }
}
