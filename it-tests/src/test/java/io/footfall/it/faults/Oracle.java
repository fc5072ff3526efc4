package io.footfall.it.faults;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the cluster may say of a counter that clients only increment, as in Jepsen's counter
 * workload.
 *
 * <p>Each request is <i>attempted</i> before its first byte is sent, and <i>acknowledged</i> when
 * its response has arrived. What was attempted and never acknowledged is <i>indeterminate</i>: it
 * counts once or not at all. So
 *
 * <ul>
 *   <li>a final read, with no request under way, is what was acknowledged plus some part of what is
 *       indeterminate, and the same on every node;
 *   <li>no read ever exceeds what was attempted until it returned;
 *   <li>the reads of one process, one after the other, never fall;
 *   <li>a process tells at once what was acknowledged by it and by its predecessors in the same
 *       data directory.
 * </ul>
 *
 * <p>Each agreed final read becomes the base of what follows, so that a later loss cannot hide
 * behind earlier indeterminate requests. Safe for use by several threads, except {@link #settle},
 * which must be called while no request is under way.
 */
final class Oracle {

  private final AtomicLong attempted = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Map<Object, AtomicLong> byDirectory = new ConcurrentHashMap<>();
  private volatile long base;
  private long requests;
  private long unanswered;
  private long counted;

  /** Called before the first byte of a request is sent. */
  void attempt() {
    attempted.incrementAndGet();
  }

  /** Called when the response to a request has arrived. */
  void acknowledge() {
    acknowledged.incrementAndGet();
  }

  /**
   * Called when all machines have lost their power, while no request is under way: what was
   * acknowledged beyond what the journals held is indeterminate from here on.
   *
   * @param journaled what the journals of all nodes hold together
   */
  void powerLost(long journaled) {
    if (journaled > most()) {
      violations.add(
          "the journals hold %d when %d requests had been attempted".formatted(journaled, most()));
    }
    acknowledged.set(Math.max(0, Math.min(acknowledged.get(), journaled - base)));
  }

  /**
   * How many requests the processes in one numbered directory have acknowledged, one after the
   * other; whoever sends to one of them counts it there.
   *
   * @param directory the file key of the directory, which a copy of it does not have
   * @param first what a directory begins with that is seen for the first time
   */
  AtomicLong acknowledgedIn(Object directory, AtomicLong first) {
    return byDirectory.computeIfAbsent(directory, unknown -> first);
  }

  /** The least that a final read can be. */
  long least() {
    return base + acknowledged.get();
  }

  /** The most that any read can be by now. */
  long most() {
    return base + attempted.get();
  }

  /** The requests without a response since the last settled read, while none is under way. */
  long indeterminate() {
    return attempted.get() - acknowledged.get();
  }

  /** Checks the reads of one process, which must be made one after the other. */
  final class Reads {

    private final String process;
    private long last;

    private Reads(String process) {
      this.process = process;
    }

    /**
     * Takes a value that was read.
     *
     * @param acknowledgedHere what this process and those before it in its data directory had
     *     acknowledged when the read began
     */
    void read(long value, long acknowledgedHere) {
      long most = most();
      if (value < last) {
        violations.add("%s fell from %d to %d".formatted(process, last, value));
      }
      if (value > most) {
        violations.add(
            "%s told %d when %d requests had been attempted".formatted(process, value, most));
      }
      if (value < acknowledgedHere) {
        violations.add(
            "%s told %d and had acknowledged %d itself"
                .formatted(process, value, acknowledgedHere));
      }
      last = Math.max(last, value);
    }
  }

  /** A process that has begun to be read. */
  Reads process(String name) {
    return new Reads(name);
  }

  /**
   * Why these reads, made with no request under way, cannot be the final ones; empty if they can.
   *
   * @param reads what each node tells
   */
  String objection(Map<String, Long> reads) {
    long least = least();
    long most = most();
    if (reads.isEmpty()) {
      return "no node was read";
    }
    if (new TreeSet<>(reads.values()).size() > 1) {
      return "the nodes do not agree: %s; possible is %d to %d".formatted(reads, least, most);
    }
    long value = reads.values().iterator().next();
    if (value < least) {
      return "all nodes tell %d, which lacks %d of %d acknowledged requests"
          .formatted(value, least - value, least);
    }
    if (value > most) {
      return "all nodes tell %d, which is %d more than the %d attempted requests"
          .formatted(value, value - most, most);
    }
    return "";
  }

  /**
   * Takes the final reads as the base of what follows.
   *
   * @throws AssertionError if they cannot be final, or if a read was wrong meanwhile
   */
  void settle(Map<String, Long> reads) {
    String objection = objection(reads);
    if (!objection.isEmpty()) {
      violations.add(objection);
    }
    check();
    long value = reads.values().iterator().next();
    requests += attempted.get();
    unanswered += indeterminate();
    counted += value - least();
    base = value;
    attempted.set(0);
    acknowledged.set(0);
  }

  /** The reads that were wrong so far, a sentence each. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /**
   * Throws if any read was wrong so far.
   *
   * @throws AssertionError which names every wrong read
   */
  void check() {
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join("\n", violations));
    }
  }

  /** What was judged so far, in a line. */
  String summary() {
    return "%d requests, %d without an answer, of which %d counted; all nodes tell %d"
        .formatted(requests, unanswered, counted, base);
  }
}
