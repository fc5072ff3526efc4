package io.footfall.cluster;

import static io.footfall.cluster.Tallies.alike;
import static io.footfall.cluster.Tallies.self;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.LedgerConfiguration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.infinispan.AdvancedCache;
import org.infinispan.context.Flag;
import org.infinispan.manager.DefaultCacheManager;

/**
 * A real node that counts, commits and reads in one thread, as the thread {@code footfall-cluster}
 * does. All its counters always have the same sum, so that half a transaction shows.
 */
final class CountingMember {

  /** Eight blocks. */
  static final int COUNTERS = 500;

  private static final long CHORES_MILLIS = 300;
  private static final long TICK_MILLIS = 15;

  final Identity identity = Identity.fresh();
  final DefaultCacheManager manager;
  final InfinispanStore store;
  final ClusterView view = new ClusterView(identity, Clock.SYSTEM);

  /** Where a view was seen to fall or to exceed what was counted. */
  final Queue<String> wrongs = new ConcurrentLinkedQueue<>();

  private final String name;
  private final ClusterLedger ledger;
  private final List<CountingMember> all;
  private final Map<Identity, Long> seen = new HashMap<>();
  private final Thread thread;

  private final AtomicLong counted = new AtomicLong();
  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong committedWhileMoving = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();
  private volatile boolean counting;
  private volatile boolean mending = true;
  private volatile boolean paused;
  private volatile boolean ended;

  /**
   * @param all everybody that ever counted here, to compare the view with
   */
  CountingMember(String name, DefaultCacheManager manager, List<CountingMember> all) {
    this.name = name;
    this.manager = manager;
    this.all = all;
    this.store = new InfinispanStore(manager);
    this.ledger = new ClusterLedger(store, self(identity, 1, name), view, Clock.SYSTEM);
    this.thread = new Thread(this::run, "member-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The sum that each counter has, whether or not it was committed. */
  long counted() {
    return counted.get();
  }

  /** The highest sum whose commit has returned. */
  long committed() {
    return committed.get();
  }

  /** How many commits have failed, so that nobody knows whether they were done. */
  long unknown() {
    return unknown.get();
  }

  /** How many commits have returned while entries moved between owners. */
  long committedWhileMoving() {
    return committedWhileMoving.get();
  }

  void count(boolean on) {
    counting = on;
  }

  /** Whether this member reads back what is written, and writes again what is missing. */
  void mend(boolean on) {
    mending = on;
  }

  /** Stops or resumes everything that this member does at the ledger. */
  void pause(boolean on) {
    paused = on;
  }

  /** Waits until a round that was under way can commit no more. */
  void awaitPaused() throws InterruptedException {
    long before = rounds.get();
    while (!ended && rounds.get() < before + 2) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private void run() {
    long lastChores = 0;
    while (!ended) {
      if (!paused) {
        boolean chores =
            System.nanoTime() - lastChores > TimeUnit.MILLISECONDS.toNanos(CHORES_MILLIS);
        try {
          round(chores);
        } catch (InterruptedException e) {
          return;
        }
        if (chores) {
          lastChores = System.nanoTime();
        }
      }
      rounds.incrementAndGet();
      try {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void round(boolean chores) throws InterruptedException {
    if (counting) {
      counted.incrementAndGet();
    }
    long sum = counted.get();
    boolean moving = store.isMoving();
    try {
      ledger.commit(sums(sum), chores);
      committed.set(sum);
      if (moving && store.isMoving()) {
        committedWhileMoving.incrementAndGet();
      }
    } catch (RuntimeException e) {
      // The outcome is unknown, and the next round carries it.
      unknown.incrementAndGet();
    }
    try {
      ledger.refresh();
      if (chores) {
        ledger.enroll();
      }
      if (mending) {
        ledger.verify(chores);
      }
    } catch (RuntimeException e) {
      // Read again in the next round.
    }
    for (CountingMember other : all) {
      if (other != this) {
        look(other);
      }
    }
  }

  private void look(CountingMember other) {
    long sum = sees(other.identity);
    long most = other.counted();
    long before = seen.getOrDefault(other.identity, 0L);
    if (sum < before || sum > most) {
      wrongs.add(
          "%s saw %d of %s after %d, which counted %d"
              .formatted(name, sum, other.name, before, most));
    }
    seen.put(other.identity, sum);
  }

  /** The lowest sum of any counter of another identity in the view. */
  long sees(Identity other) {
    Other known = view.get(other);
    if (known == null) {
      return 0;
    }
    long first = known.sum("n0").increments();
    Sum last = known.sum("n" + (COUNTERS - 1));
    return Math.min(first, last.increments());
  }

  /** The sums in the blocks of an identity that this node itself holds; one, unless torn. */
  Set<Long> heldHere(Identity of) {
    AdvancedCache<Object, Object> local =
        manager
            .<Object, Object>getCache(LedgerConfiguration.CACHE_NAME)
            .getAdvancedCache()
            .withFlags(Flag.CACHE_MODE_LOCAL);
    Set<Long> sums = new HashSet<>();
    for (int b = 0; b < Blocks.count(COUNTERS); b++) {
      if (local.get(EntryKey.sums(of.toString(), b)) instanceof Block block) {
        sums.addAll(block.increments());
      }
    }
    return sums;
  }

  /**
   * The sums that this node reads of an identity in the ledger, from whichever owner; zero for a
   * block that is not there. One, unless half a transaction shows.
   */
  Set<Long> reads(Identity of) {
    Set<EntryKey> keys = new HashSet<>();
    for (int b = 0; b < Blocks.count(COUNTERS); b++) {
      keys.add(EntryKey.sums(of.toString(), b));
    }
    Map<Object, Object> found = store.getAll(keys);
    Set<Long> sums = new HashSet<>();
    for (EntryKey key : keys) {
      if (found.get(key) instanceof Block block) {
        sums.addAll(block.increments());
      } else {
        sums.add(0L);
      }
    }
    return sums;
  }

  static Sums sums(long sum) {
    return alike(COUNTERS, sum);
  }

  /** Ends the thread, and the node in good order. */
  void leave() throws InterruptedException {
    ended = true;
    thread.join(TimeUnit.SECONDS.toMillis(30));
    store.close();
  }
}
