package io.footfall.servlet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many counted requests are under way, without a word that all of them write.
 *
 * <p>A request has a thread that comes back from the application, and an exchange that is complete
 * then or, if it goes on asynchronously, later. A thread always comes back. An exchange may never
 * be completed: a container that takes an application down may drop it without a word.
 *
 * <p>Those that ended are summed before those that began. All sums only grow, and none ends that
 * has not begun, so equal sums mean that there was a moment between the two at which none was under
 * way. An entry that a reader misses belongs to a request that came after that moment.
 */
final class InFlight {

  private final LongAdder begun = new LongAdder();

  /** Threads that came back with the exchange complete. */
  private final LongAdder ended = new LongAdder();

  /** Threads that came back from an exchange that goes on. */
  private final LongAdder suspended = new LongAdder();

  /** Exchanges that went on and are complete. */
  private final LongAdder completed = new LongAdder();

  private final CompletableFuture<Void> returned = new CompletableFuture<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean closing;

  /** A request begins. */
  void enter() {
    begun.increment();
  }

  /** A request's thread has come back, and its exchange is complete. */
  void exit() {
    add(ended);
  }

  /** A request's thread has come back, and its exchange goes on. */
  void suspend() {
    add(suspended);
  }

  /** An exchange that went on is complete. */
  void complete() {
    add(completed);
  }

  private void add(LongAdder sum) {
    sum.increment();
    // Volatile read after the add, against the volatile write before the first look in close():
    // either this request sees that it is awaited, or the look sees that it has ended.
    if (closing) {
      look();
    }
  }

  /** Completes as soon as no exchange is under way; may be called again. */
  CompletionStage<Void> drain() {
    close();
    return drained;
  }

  /** Completes as soon as every thread has come back; may be called again. */
  CompletionStage<Void> returned() {
    close();
    return returned;
  }

  private void close() {
    closing = true;
    look();
  }

  private void look() {
    long endedBefore = ended.sum();
    long suspendedBefore = suspended.sum();
    long completedBefore = completed.sum();
    long begunThen = begun.sum();
    if (begunThen == endedBefore + suspendedBefore) {
      returned.complete(null);
    }
    if (begunThen == endedBefore + completedBefore) {
      drained.complete(null);
    }
  }
}
