package io.footfall.servlet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many counted requests are under way, without a word that all of them write.
 *
 * <p>Those that ended are summed before those that began. Both only grow, and none ends that has
 * not begun, so equal sums mean that there was a moment between the two at which none was under
 * way. An entry that a reader misses belongs to a request that came after that moment.
 */
final class InFlight {

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean closing;

  /** A request begins. */
  void enter() {
    begun.increment();
  }

  /** A request ends. */
  void exit() {
    ended.increment();
    // Volatile read after the add, against the volatile write before the first look in drain():
    // either this request sees that it is awaited, or the look sees that it has ended.
    if (closing) {
      look();
    }
  }

  /** Completes as soon as no request is under way; may be called again. */
  CompletionStage<Void> drain() {
    closing = true;
    look();
    return drained;
  }

  private void look() {
    long endedBefore = ended.sum();
    if (begun.sum() == endedBefore) {
      drained.complete(null);
    }
  }
}
