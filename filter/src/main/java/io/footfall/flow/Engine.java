package io.footfall.flow;

import io.footfall.Counters;
import io.footfall.FlushListener;
import io.footfall.cluster.ClusterLedger;
import io.footfall.cluster.ClusterView;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.LogRow;
import io.footfall.count.Rings;
import io.footfall.count.Slots;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.eventlog.EventLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One deployment's counting, from the buckets to the cluster: opens it, runs its two background
 * threads, and closes it in reverse order. Safe for any thread.
 */
public final class Engine {

  private static final System.Logger LOG = System.getLogger("io.footfall.engine");

  private static final Duration FLUSH_BOUND = Duration.ofSeconds(10);

  /** How much longer closing may take when the cluster is only just being joined. */
  private static final Duration JOIN_BOUND = Duration.ofSeconds(15);

  private final Home home;
  private final Health health;
  private final Clock clock;
  private final Publisher publisher;
  private final @Nullable EventLogKeeper eventLog;
  private final Flusher flusher;
  private final Chores chores;
  private final Slots slots;
  private final Counters counters;

  private boolean closed;
  private boolean joins;

  Engine(EngineOptions options, Health health, Surroundings around) {
    this.health = health;
    this.clock = around.clock();
    String cluster = options.cluster().cluster();
    home = new Opening(options, health, around).open();
    Buckets buckets = home.buckets();
    ClusterView view = new ClusterView(buckets.identity(), clock);
    home.seeds().forEach(view::seed);
    ClusterLedger.Self self =
        new ClusterLedger.Self(
            buckets.identity(),
            buckets.incarnation(),
            options.node(),
            options.location(),
            options.url(),
            options.version());
    publisher =
        new Publisher(
            () -> around.joining().join(self, view),
            buckets,
            health,
            clock,
            options.flushInterval());
    JournalKeeper journal = new JournalKeeper(home, cluster, options.node(), health, clock);
    Tally written = home.written();
    slots =
        new Slots(
            options.slots(),
            written == null ? Rings.none() : written.rings(),
            written == null ? Sums.none() : written.sums(),
            options.flushInterval().toMillis());
    eventLog =
        options.eventLog() == null
            ? null
            : new EventLogKeeper(
                around.logging().log(options.eventLog()),
                options.eventLog().slot(),
                cluster,
                options.node(),
                home,
                () -> publisher.owned().stream().filter(other -> !other.isPresent()).toList(),
                health,
                clock);
    chores =
        new Chores(
            options, home, view, journal, publisher, eventLog, health, clock, this::isClosed);
    flusher =
        new Flusher(
            buckets,
            slots,
            journal,
            publisher,
            eventLog,
            chores::run,
            health,
            clock,
            options.flushInterval());
    counters =
        new ClusterCounters(
            options,
            home,
            view,
            journal,
            publisher,
            health,
            new SeriesReader(buckets, slots, view, clock),
            eventLog);
  }

  /** Like {@link #open}, and joins the cluster at once. */
  public static Engine start(EngineOptions options, Health health, Clock clock) {
    Engine engine = open(options, health, clock);
    engine.join();
    return engine;
  }

  /**
   * Opens the files, begins to count, and starts what runs in the background, but for the cluster:
   * {@link #join} does that. Does not throw for a disk that fails.
   */
  public static Engine open(EngineOptions options, Health health, Clock clock) {
    Engine engine = new Engine(options, health, Surroundings.real(options, clock));
    engine.begin();
    return engine;
  }

  /**
   * Begins to join the cluster, and does not wait for it. Only the first call has an effect, and
   * none after the end.
   */
  public synchronized void join() {
    if (!joins && !closed) {
      joins = true;
      publisher.start();
    }
  }

  private void begin() {
    prepare();
    if (eventLog != null) {
      eventLog.start();
    }
    flusher.start();
    LOG.log(
        System.Logger.Level.DEBUG,
        "Counting in {0}, identity {1}, start {2} under it, {3} counters, {4} residues to publish",
        home.directory() == null ? "the heap" : home.directory(),
        home.buckets().identity(),
        Long.toString(home.buckets().incarnation()),
        home.buckets().snapshot().size(),
        home.residues().size());
  }

  /** All that comes before the threads. A caller that wants none goes on with these methods. */
  void prepare() {
    chores.prepare();
  }

  /** A round of the flush thread, on the calling one. */
  void tick() {
    flusher.once(false);
  }

  /** A round of the cluster thread, on the calling one, without the waiting between two. */
  void exchange() throws InterruptedException {
    publisher.once();
  }

  /** A round of the thread that delivers to the event log, on the calling one, likewise. */
  void offload() {
    if (eventLog != null) {
      eventLog.once();
    }
  }

  /** What {@link #close} does, in the same order, where no thread was started. */
  void end() {
    flusher.once(true);
    publisher.end();
    if (eventLog != null) {
      eventLog.end();
    }
    giveUpDirectory();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Where requests are counted. */
  public Buckets buckets() {
    return home.buckets();
  }

  /** What this identity counted over time, as of the last tick. */
  Rings rings() {
    return slots.rings();
  }

  /** What the event log has not confirmed, the oldest first. */
  List<LogRow> unlogged() {
    return eventLog == null ? List.of() : eventLog.pending();
  }

  /** The public face. */
  public Counters counters() {
    return counters;
  }

  /** Adds one who wants to know how long flushing takes. */
  public void addFlushListener(FlushListener listener) {
    flusher.listeners().add(listener);
    publisher.listeners().add(listener);
  }

  /** Removes one that was added. */
  public void removeFlushListener(FlushListener listener) {
    flusher.listeners().remove(listener);
    publisher.listeners().remove(listener);
  }

  /**
   * Makes a tick now, and returns when what was counted before the call is committed.
   *
   * @throws IllegalStateException if that does not happen within 10 seconds; nothing is lost, and
   *     the message says what is in the way
   */
  public void flush() throws InterruptedException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException(
            "there is no flush after the end of the deployment: what was counted is in "
                + (home.directory() == null ? "the cluster" : home.directory()));
      }
    }
    long tick = flusher.request();
    if (!publisher.awaitCommitted(tick, FLUSH_BOUND)) {
      List<String> reasons = new ArrayList<>();
      if (!publisher.hasJoined()) {
        reasons.add("this node has not joined the cluster yet");
      }
      reasons.addAll(health.troubles());
      String reason = String.join("; ", reasons);
      throw new IllegalStateException(
          "the flush was not confirmed by the cluster within %d seconds%s: nothing is lost, and the next tick carries it"
              .formatted(FLUSH_BOUND.toSeconds(), reason.isEmpty() ? "" : " (" + reason + ")"));
    }
  }

  /**
   * Flushes a last time, leaves the cluster and gives up the directory, the latter once nobody is
   * in the midst of counting. From then on additions are ignored.
   *
   * @param bound how long to take at most, the requests included; up to 15 seconds more if the
   *     cluster is only just being joined, unless the JVM ends and a directory holds the counts
   * @param drained completes when the last request in flight has ended; it is awaited for a part of
   *     the bound only, because it may never complete
   * @param returned completes when the last thread has come back from the application
   */
  public void close(Duration bound, CompletionStage<?> drained, CompletionStage<?> returned) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    long deadline = clock.nanos() + bound.toNanos();
    try {
      await(drained, bound.dividedBy(2));
      if (!flusher.stop(left(deadline, 3))) {
        LOG.log(
            System.Logger.Level.WARNING, "The last flush is not finished; it goes on by itself");
      }
      if (!publisher.stop(left(deadline, 4)) && !(awaitsJoin() && publisher.stop(JOIN_BOUND))) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The last commit is not finished; what it lacks is in {0} and comes with the next"
                + " start",
            home.directory() == null ? "no file" : home.directory());
      }
      if (eventLog != null && !eventLog.stop(left(deadline, 4))) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The last offload to the event log is not finished; what it lacks comes with the next"
                + " start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The lock stays while a thread may be about to write: an identity never has two writers.
    returned.whenComplete(
        (done, failure) -> flusher.ended().whenComplete((ended, none) -> giveUpDirectory()));
  }

  /**
   * A join cannot be broken off, and a web application's class loader must outlast it, or the
   * half-started cluster stays in the JVM with its port, threads and classes. Where the JVM ends
   * there is nothing to outlast, and what is in the directory needs no cluster.
   */
  private boolean awaitsJoin() {
    return !publisher.hasJoined() && (home.directory() == null || !Platform.isEnding());
  }

  /**
   * Lets go of what the libraries keep in the JVM, so that the class loader of a web application
   * that stops can go. No engine can be started through this class loader afterwards.
   */
  public static void release() {
    ClusterLedger.release();
    EventLog.release();
  }

  private static void await(CompletionStage<?> drained, Duration bound)
      throws InterruptedException {
    try {
      drained.toCompletableFuture().get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "Requests are still in flight; they are counted in the file and published by the next"
              + " start");
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "The end of the requests in flight is not known", e);
    }
  }

  private Duration left(long deadline, int parts) {
    return Duration.ofNanos(Math.max(1_000_000, (deadline - clock.nanos()) * parts / 4));
  }

  private void giveUpDirectory() {
    home.buckets().close();
    LOG.log(System.Logger.Level.DEBUG, "Counting has ended");
    DirectoryLock lock = home.lock();
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "A lock could not be given up", e);
      }
    }
  }
}
