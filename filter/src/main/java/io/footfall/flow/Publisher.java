package io.footfall.flow;

import io.footfall.cluster.ClusterLedger;
import io.footfall.cluster.Other;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The second of the two background threads: it joins the cluster, commits each tick's sums in one
 * transaction, and keeps the view of the others fresh. While a commit waits for a node that does
 * not answer, ticks do not queue up: only the newest is kept, and it holds all that the others
 * held.
 */
final class Publisher {

  private static final System.Logger LOG = System.getLogger("io.footfall.cluster");

  /** How often a node says how it stands when it has nothing else to say. */
  static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private static final long LONGEST_PERIOD_MILLIS = 1_000;
  private static final long SHORTEST_PERIOD_MILLIS = 50;

  /** When no tick came for so long, the disk holds the flusher up, and the commits go on alone. */
  private static final long TICK_OVERDUE_MILLIS = 5_000;

  private final Supplier<ClusterLedger> join;
  private final Buckets buckets;
  private final Health health;
  private final Clock clock;
  private final long intervalMillis;
  private final Backoff joining;
  private final Backoff committing;
  private final Thread thread;

  private final Handover handover = new Handover();
  private final Commits commits;
  private final ForeignTallies foreign;
  private final FlushListeners listeners;

  private volatile @Nullable ClusterLedger ledger;
  private volatile Collection<Other> owned = List.of();

  private int toldMembers = 1;
  private Tick newest = new Tick(0, Sums.none());
  private long lastTickNanos;
  private long lastWriteNanos;
  private boolean everWritten;
  private boolean everStepped;
  private boolean enrolled;
  private long lastChoresNanos;
  private boolean everDoneChores;
  private volatile boolean abandoned;

  Publisher(
      Supplier<ClusterLedger> join,
      Buckets buckets,
      Health health,
      Clock clock,
      Duration interval) {
    this.join = join;
    this.buckets = buckets;
    this.health = health;
    this.clock = clock;
    this.intervalMillis = interval.toMillis();
    this.commits = new Commits(clock);
    this.foreign = new ForeignTallies(clock);
    this.listeners = new FlushListeners(health);
    RandomGenerator random = new SplittableRandom(buckets.identity().low());
    this.joining = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), clock, random);
    this.committing = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), clock, random);
    this.thread = new Thread(this::run, "footfall-cluster");
    thread.setDaemon(true);
  }

  void start() {
    prepare();
    thread.start();
  }

  private void prepare() {
    lastTickNanos = clock.nanos();
    // So that the first commit, which may come before the first tick, has what was counted before
    // the restart.
    newest = new Tick(0, buckets.snapshot());
  }

  /** Those who are told how long a commit takes. */
  FlushListeners listeners() {
    return listeners;
  }

  /** Hands over what a tick found; replaces what was handed over before and not taken yet. */
  void offer(Tick tick) {
    handover.offer(tick);
  }

  /**
   * Publishes another identity's sums until every owner of its entries was seen to hold them.
   *
   * @param whenConfirmed is run then, on this object's thread
   */
  void publish(Tally tally, Runnable whenConfirmed) {
    foreign.add(tally, List.of(whenConfirmed));
  }

  /** Publishes another identity's sums in the same way, with nobody to be told. */
  void publish(Tally tally) {
    foreign.add(tally, List.of());
  }

  /** How far the cluster has confirmed what this node counted. */
  Commits commits() {
    return commits;
  }

  /** Whether this node has joined the cluster, if only one of its own. */
  boolean hasJoined() {
    return ledger != null;
  }

  int members() {
    ClusterLedger joined = ledger;
    return joined == null ? 1 : joined.members();
  }

  long sequence() {
    ClusterLedger joined = ledger;
    return joined == null ? 0 : joined.sequence();
  }

  /** The other identities whose entries this node is an owner of. */
  Collection<Other> owned() {
    return owned;
  }

  /**
   * Waits until a tick is committed.
   *
   * @return whether it is
   */
  boolean awaitCommitted(long tick, Duration bound) throws InterruptedException {
    return handover.awaitCommitted(tick, bound);
  }

  /**
   * Commits the last tick, leaves the cluster and ends the thread.
   *
   * @return whether it has ended within the time; if not, it will when the cluster lets it, and
   *     begins no commit any more
   */
  boolean stop(Duration bound) throws InterruptedException {
    handover.stop();
    thread.join(Math.max(1, bound.toMillis()));
    // The caller gives the directory up now, and with it the right to write under the identity.
    abandoned = thread.isAlive();
    return !abandoned;
  }

  private void run() {
    try {
      while (!handover.isStopping()) {
        try {
          step();
        } catch (RuntimeException | Error e) {
          // Whatever it is, the next step makes up for it; this thread must not end before its
          // time.
          health.failedOnce(
              "step " + e.getClass(),
              "A step of the cluster thread has failed; the next one makes up for it",
              e);
          handover.pause(TimeUnit.MILLISECONDS.toNanos(LONGEST_PERIOD_MILLIS), false);
        }
      }
      finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  /** One step on the calling thread, for a caller that has not started this object's own. */
  void once() throws InterruptedException {
    if (!everStepped) {
      prepare();
      everStepped = true;
    }
    joinIfItIsTime();
    if (ledger != null) {
      exchange();
    }
  }

  /** The end of {@link #once}: the last commit, and leaving. */
  void end() {
    finish();
    leave();
  }

  private void finish() {
    if (ledger != null && !abandoned) {
      take();
      commit(false);
    }
  }

  private void joinIfItIsTime() {
    if (ledger == null && joining.isTime()) {
      join();
    }
  }

  private void step() throws InterruptedException {
    if (ledger == null && !joining.isTime()) {
      take(); // Or the wait would end at once, for a tick that nobody takes.
      handover.pause(Math.max(TimeUnit.MILLISECONDS.toNanos(1), joining.remainingNanos()), true);
      return;
    }
    joinIfItIsTime();
    long periodMillis =
        Math.max(SHORTEST_PERIOD_MILLIS, Math.min(LONGEST_PERIOD_MILLIS, intervalMillis / 2));
    handover.pause(TimeUnit.MILLISECONDS.toNanos(periodMillis), true);
    if (handover.isStopping() || ledger == null) {
      return;
    }
    exchange();
  }

  /** Commits the newest tick, and reads what the others have published. */
  private void exchange() throws InterruptedException {
    take();
    boolean heartbeat = !everWritten || clock.nanos() - lastWriteNanos >= HEARTBEAT.toNanos();
    if (committing.isTime()) {
      commit(heartbeat);
    }
    read();
  }

  private void join() {
    LOG.log(System.Logger.Level.DEBUG, "Joining the cluster");
    long started = clock.nanos();
    try {
      ledger = join.get();
      LOG.log(
          System.Logger.Level.DEBUG,
          "Joined the cluster in {0} ms",
          TimeUnit.NANOSECONDS.toMillis(clock.nanos() - started));
      joining.succeeded();
      health.ended(Trouble.CLUSTER, "This node has joined the cluster");
    } catch (RuntimeException | Error e) {
      joining.failed();
      health.failed(
          Trouble.CLUSTER,
          "This node cannot join the cluster, so it counts alone and is not read elsewhere; it is tried again",
          e);
    }
  }

  private void take() {
    Tick tick = handover.take();
    long now = clock.nanos();
    if (tick != null) {
      // A tick that was held up by the disk is older than what was read here meanwhile.
      Sums before = newest.sums();
      newest =
          tick.sums().reaches(before)
              ? tick
              : new Tick(tick.number(), before.max(tick.sums()), tick.rings());
      lastTickNanos = now;
      health.ended(Trouble.FLUSH, "The flush thread makes ticks again");
    } else if (TimeUnit.NANOSECONDS.toMillis(now - lastTickNanos)
        > TICK_OVERDUE_MILLIS + 2 * intervalMillis) {
      newest = new Tick(newest.number(), buckets.snapshot(), newest.rings());
      lastTickNanos = now - TimeUnit.MILLISECONDS.toNanos(TICK_OVERDUE_MILLIS + intervalMillis);
      health.failed(
          Trouble.FLUSH,
          "The flush thread has made no tick for more than %d seconds: the disk of the data directory may hang, or this process was stopped, and a loss of power would lose what is not yet in the cluster; counting and commits go on without it"
              .formatted(TimeUnit.MILLISECONDS.toSeconds(TICK_OVERDUE_MILLIS)),
          null);
    }
  }

  private void commit(boolean heartbeat) {
    ClusterLedger joined = ledger;
    if (joined == null) {
      return;
    }
    Tick tick = newest;
    long started = clock.nanos();
    try {
      if (!enrolled) {
        // What no list of identities names would be read by nobody, should this node end now.
        joined.enroll();
        enrolled = true;
      }
      if (joined.commit(tick.sums(), tick.rings(), heartbeat)) {
        lastWriteNanos = started;
        everWritten = true;
        long took = clock.nanos() - started;
        commits.wrote(tick.sums(), took);
        listeners.committed(took);
      }
      commits.complete(tick.sums(), started);
      committing.succeeded();
      health.ended(Trouble.COMMIT, "The cluster confirms commits again");
      handover.committed(tick.number());
    } catch (RuntimeException | Error e) {
      committing.failed();
      health.failed(
          Trouble.COMMIT,
          "The cluster has not confirmed a commit, so what is counted here is not yet read elsewhere; nothing is lost, and the next commit carries it",
          e);
    }
  }

  private void read() throws InterruptedException {
    ClusterLedger joined = ledger;
    if (joined == null) {
      return;
    }
    try {
      joined.refresh();
      tellMembers(joined.members());
      // By a time of its own: a node that always has news never has a heartbeat alone.
      long now = clock.nanos();
      boolean chores = !everDoneChores || now - lastChoresNanos >= HEARTBEAT.toNanos();
      if (chores) {
        joined.enroll();
      }
      joined.verify(chores);
      if (chores) {
        lastChoresNanos = now;
        everDoneChores = true;
      }
      foreign.publish(joined);
      owned = joined.owned();
      health.ended(Trouble.READ, "The cluster's ledger can be read again");
      if (joined.isForked()) {
        buckets.retire();
        health.failed(
            Trouble.IDENTITY,
            "Another process counts under the identity "
                + buckets.identity()
                + " too, so counts of both can be lost: stop the copy of this machine or container that was made while it ran, then restart this one; it takes a fresh identity",
            null);
      }
    } catch (RuntimeException | Error e) {
      health.failed(
          Trouble.READ,
          "The cluster's ledger cannot be read, so what is shown of other nodes grows old; it is tried again",
          e);
    }
  }

  /**
   * Nodes come and go in the best of health, so it is no trouble; but whoever looks wants to know.
   */
  private void tellMembers(int members) {
    if (members != toldMembers) {
      LOG.log(
          System.Logger.Level.INFO,
          "Members of the cluster, as this node sees it: {0}; before: {1}",
          members,
          toldMembers);
      toldMembers = members;
    }
  }

  private void leave() {
    ClusterLedger joined = ledger;
    if (joined != null) {
      try {
        joined.close();
        LOG.log(System.Logger.Level.DEBUG, "Left the cluster");
      } catch (RuntimeException | Error e) {
        health.failedOnce("leave", "Leaving the cluster has failed", e);
      }
    }
  }
}
