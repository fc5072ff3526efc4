package io.footfall;

/**
 * Is told how long each step took that brings the counts from memory to the disk and to the
 * cluster. Called on Footfall's own background threads, never on a thread that serves a request; an
 * implementation must not block them.
 */
public interface FlushListener {

  /**
   * A tick has ended: the counters were read, journaled if there was news, and handed over to be
   * committed.
   */
  void ticked(long tookNanos);

  /** A journal generation was written and forced to the disk. Part of a tick. */
  void journaled(long tookNanos);

  /** The cluster has confirmed a transaction. One that failed is told of as a failure instead. */
  void committed(long tookNanos);
}
