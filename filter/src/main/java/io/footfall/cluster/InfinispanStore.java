package io.footfall.cluster;

import io.footfall.count.Identity;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import io.footfall.infinispan.LedgerStartException;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.SharedLedger;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.infinispan.AdvancedCache;
import org.infinispan.container.entries.InternalCacheEntry;
import org.infinispan.context.Flag;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.TopologyChanged;
import org.infinispan.notifications.cachelistener.event.TopologyChangedEvent;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.annotation.ViewChanged;
import org.infinispan.notifications.cachemanagerlistener.event.ViewChangedEvent;
import org.infinispan.topology.CacheTopology;
import org.jspecify.annotations.Nullable;

/** The ledger's entries in an Infinispan cache of this process. */
final class InfinispanStore implements Store {

  /** Short, because a tick waits for it; longer than the failure detector takes. */
  private static final Duration REMOTE_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration STOP_BOUND = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger("io.footfall.cluster");

  private final EmbeddedCacheManager manager;

  /** Null where the manager is our own. */
  private final @Nullable SharedLedger shared;

  private final AdvancedCache<Object, Object> cache;
  private final AdvancedCache<Object, Object> writing;
  private final Replicas replicas;
  private final Changes changes = new Changes();

  InfinispanStore(EmbeddedCacheManager manager) {
    this(manager, LedgerConfiguration.CACHE_NAME, null);
  }

  private InfinispanStore(
      EmbeddedCacheManager manager, String cacheName, @Nullable SharedLedger shared) {
    this.manager = manager;
    this.shared = shared;
    this.cache = manager.<Object, Object>getCache(cacheName).getAdvancedCache();
    this.writing = cache.withFlags(Flag.IGNORE_RETURN_VALUES);
    this.replicas = new Replicas(cache);
    manager.addListener(changes);
    cache.addListener(changes);
  }

  static InfinispanStore start(ClusterOptions options, ClusterLedger.Self self) {
    // The name is for people; two processes may well have the same display name.
    String name = self.node() + "-" + self.identity().toString().substring(0, 8);
    LedgerOptions ledger =
        new LedgerOptions(
            options.cluster(),
            name,
            options.stack(),
            options.hosts(),
            options.bindAddress(),
            options.port(),
            options.joinTimeout(),
            REMOTE_TIMEOUT);
    Object given = options.shared().get();
    InfinispanStore inGiven = given == null ? null : startIn(given, ledger);
    if (inGiven != null) {
      return inGiven;
    }
    DefaultCacheManager manager = LedgerConfiguration.start(ledger);
    try {
      return new InfinispanStore(manager);
    } catch (RuntimeException | Error e) {
      LedgerConfiguration.stop(manager, STOP_BOUND); // Or it would hold its port for good.
      throw e;
    }
  }

  /** In the application's manager; null where that cannot be, which is told. */
  private static @Nullable InfinispanStore startIn(Object given, LedgerOptions options) {
    String reason;
    if (given instanceof EmbeddedCacheManager manager) {
      try {
        SharedLedger shared = SharedLedger.open(manager, options);
        try {
          return new InfinispanStore(manager, shared.cacheName(), shared);
        } catch (RuntimeException | Error e) {
          shared.close(STOP_BOUND);
          throw e;
        }
      } catch (LedgerStartException e) {
        reason = String.valueOf(e.getMessage());
      }
    } else {
      reason =
          given.getClass().getName()
              + " is no cache manager of the Infinispan that Footfall has: both must come from one"
              + " copy of Infinispan in WEB-INF/lib, which the one-file JAR cannot share";
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "Footfall starts an Infinispan of its own and leaves the application''s alone: {0}",
        reason);
    return null;
  }

  static void release() {
    LedgerConfiguration.release(Duration.ofSeconds(2));
  }

  @Override
  public Map<Object, Object> getAll(Set<?> keys) {
    return keys.isEmpty() ? Map.of() : new HashMap<>(cache.getAll(keys));
  }

  @Override
  public void putAll(Map<?, ?> entries) {
    writing.putAll(entries);
  }

  @Override
  public void removeAll(Set<?> keys) {
    TransactionManager transactions = cache.getTransactionManager();
    try {
      transactions.begin();
      boolean whole = false;
      try {
        for (Object key : keys) {
          writing.remove(key);
        }
        whole = true;
      } finally {
        if (!whole) {
          transactions.rollback();
        }
      }
      transactions.commit();
    } catch (NotSupportedException
        | SystemException
        | RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException e) {
      throw new IllegalStateException("a removal was not confirmed", e);
    }
  }

  @Override
  public List<@Nullable Object> replicas(Object key) throws InterruptedException {
    return replicas.of(key, REMOTE_TIMEOUT);
  }

  @Override
  public boolean isPrimaryOwner(Identity identity) {
    return topology().getDistribution(new NodeKey(identity.toString())).isPrimary();
  }

  @Override
  public boolean isOwner(Identity identity) {
    return topology().getDistribution(new NodeKey(identity.toString())).isWriteOwner();
  }

  @Override
  public void visitHere(BiConsumer<Object, Object> visitor) {
    for (InternalCacheEntry<Object, Object> entry : cache.getDataContainer()) {
      visitor.accept(entry.getKey(), entry.getValue());
    }
  }

  @Override
  public boolean isMoving() {
    return topology().getPhase() != CacheTopology.Phase.NO_REBALANCE;
  }

  private LocalizedCacheTopology topology() {
    return cache.getDistributionManager().getCacheTopology();
  }

  @Override
  public Set<String> members() {
    // Not every node of the application's cluster need have Footfall.
    return (shared == null ? manager.getMembers() : topology().getMembers())
        .stream().map(member -> member.getNodeUUID().toString()).collect(Collectors.toSet());
  }

  @Override
  public String address() {
    return manager.getAddress().getNodeUUID().toString();
  }

  @Override
  public long changes() {
    return changes.count.get();
  }

  @Override
  public void close() {
    if (shared == null) {
      LedgerConfiguration.stop(manager, STOP_BOUND);
    } else {
      manager.removeListener(changes);
      shared.close(STOP_BOUND);
    }
  }

  /** Counts what happens to the cluster. */
  @Listener
  static final class Changes {
    private final AtomicLong count = new AtomicLong(1);

    @ViewChanged
    @Merged
    public void viewChanged(ViewChangedEvent event) {
      count.incrementAndGet();
    }

    @TopologyChanged
    public void topologyChanged(TopologyChangedEvent<?, ?> event) {
      count.incrementAndGet();
    }
  }
}
