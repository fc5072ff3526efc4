package io.footfall.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The troubles of one deployment: each is a line in the log when it starts, one when it ends, and a
 * count between. Safe for any thread.
 */
public final class Health {

  private static final System.Logger LOG = System.getLogger("io.footfall.health");

  /** The most troubles of the kind that is told only once; a bound on memory, not on counting. */
  private static final int MAX_TOLD = 1_000;

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<Trouble, Lasting> troubles = new LinkedHashMap<>();
  private final Map<String, Long> failuresByKind = new LinkedHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private long failures;
  private String lastFailure = "";

  /** Begins in good health. */
  public Health() {
    for (Trouble trouble : Trouble.values()) {
      failuresByKind.put(trouble.word(), 0L);
    }
    failuresByKind.put(Trouble.NONE, 0L);
  }

  private static final class Lasting {
    String sentence;
    long failures = 1;

    Lasting(String sentence) {
      this.sentence = sentence;
    }
  }

  /** Is told when a trouble starts and ends. Called on the thread that noticed it. */
  public interface Listener {

    /**
     * A trouble has started.
     *
     * @param trouble its name, as in {@code journal}
     * @param sentence what is wrong, what it means, and the way out
     */
    void started(String trouble, String sentence);

    /** A trouble has ended. */
    void ended(String trouble, String sentence);
  }

  /** Adds a listener; it is told of the troubles that last already. */
  public void addListener(Listener listener) {
    List<Map.Entry<Trouble, Lasting>> lasting;
    synchronized (this) {
      listeners.add(listener);
      lasting = List.copyOf(troubles.entrySet());
    }
    lasting.forEach(entry -> listener.started(entry.getKey().word(), entry.getValue().sentence));
  }

  /** Removes a listener. */
  public void removeListener(Listener listener) {
    listeners.remove(listener);
  }

  /**
   * Notes a failure that belongs to a trouble, and starts the trouble if it does not last already.
   *
   * @param trouble which
   * @param sentence what is wrong, what it means, and the way out
   * @param cause what was thrown, if anything
   */
  public void failed(Trouble trouble, String sentence, @Nullable Throwable cause) {
    String whole = cause == null ? sentence : sentence + " (" + reason(cause) + ")";
    synchronized (this) {
      note(trouble.word(), whole);
      Lasting lasting = troubles.get(trouble);
      if (lasting != null) {
        lasting.failures++;
        lasting.sentence = whole;
        return;
      }
      troubles.put(trouble, new Lasting(whole));
    }
    LOG.log(System.Logger.Level.WARNING, whole);
    if (cause != null) {
      LOG.log(System.Logger.Level.DEBUG, "The cause of: " + sentence, cause);
    }
    listeners.forEach(listener -> listener.started(trouble.word(), whole));
  }

  /** Ends a trouble, if it lasts. */
  public void ended(Trouble trouble, String sentence) {
    Lasting lasting;
    synchronized (this) {
      lasting = troubles.remove(trouble);
    }
    if (lasting == null) {
      return;
    }
    String whole =
        lasting.failures > 1 ? sentence + " (after " + lasting.failures + " failures)" : sentence;
    LOG.log(System.Logger.Level.INFO, whole);
    listeners.forEach(listener -> listener.ended(trouble.word(), whole));
  }

  /**
   * Notes a failure that lasts no longer than the moment, and logs it the first time it has this
   * name.
   */
  public void failedOnce(String name, String sentence, @Nullable Throwable cause) {
    String whole = cause == null ? sentence : sentence + " (" + reason(cause) + ")";
    synchronized (this) {
      note(Trouble.NONE, whole);
    }
    if (told.size() < MAX_TOLD && told.add(name)) {
      LOG.log(System.Logger.Level.WARNING, whole);
      if (cause != null) {
        LOG.log(System.Logger.Level.DEBUG, "The cause of: " + sentence, cause);
      }
    }
  }

  /** The caller holds the monitor. */
  private void note(String kind, String sentence) {
    failures++;
    failuresByKind.merge(kind, 1L, Long::sum);
    lastFailure = sentence;
  }

  /** What was thrown and, where libraries have wrapped it, what it came from. */
  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return root == thrown ? thrown.toString() : thrown + ", because of " + root;
  }

  /** Whether a trouble lasts. */
  public synchronized boolean lasts(Trouble trouble) {
    return troubles.containsKey(trouble);
  }

  /** How many failures there were since the start. */
  public synchronized long failures() {
    return failures;
  }

  /**
   * How many failures there were since the start for each {@link Trouble#word}, and under {@code
   * other} those that belong to no trouble. Every kind is listed, also with zero.
   */
  public synchronized Map<String, Long> failuresByKind() {
    return new LinkedHashMap<>(failuresByKind);
  }

  /** The last failure in a sentence, or empty. */
  public synchronized String lastFailure() {
    return lastFailure;
  }

  /** The troubles that last, the oldest first. */
  public synchronized List<String> troubles() {
    List<String> sentences = new ArrayList<>();
    troubles.values().forEach(lasting -> sentences.add(lasting.sentence));
    return sentences;
  }
}
