package io.footfall.cluster;

import io.footfall.count.Clock;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.infinispan.AdvancedCache;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.interceptors.AsyncInterceptorChain;
import org.infinispan.interceptors.impl.TxInterceptor;
import org.infinispan.manager.DefaultCacheManager;

/** Two real nodes in this process: one with a seat at the ledger, and one that only listens. */
public final class RealCluster implements AutoCloseable {

  private final DefaultCacheManager listening;
  private final DefaultCacheManager writing;
  private final InfinispanStore store;

  public RealCluster(int port) {
    listening = start(port, "listening");
    writing = start(port, "writing");
    store = new InfinispanStore(writing);
  }

  private static DefaultCacheManager start(int port, String name) {
    return LedgerConfiguration.start(
        new LedgerOptions(
            "transactions-" + port,
            name,
            "loopback",
            List.of(),
            "",
            port,
            Duration.ofMillis(500),
            Duration.ofSeconds(5)));
  }

  /** Whether both are there and have shared the entries out. */
  public boolean isSettled() {
    return store.members().size() == 2 && !store.isMoving();
  }

  /** The seat of the node that writes. */
  public ClusterLedger ledger(ClusterLedger.Self self, ClusterView view, Clock clock) {
    return new ClusterLedger(store, self, view, clock);
  }

  /** How many transactions Infinispan has counted at the node that writes. */
  public long transactions() {
    AdvancedCache<Object, Object> cache =
        writing.<Object, Object>getCache(LedgerConfiguration.CACHE_NAME).getAdvancedCache();
    TxInterceptor counting =
        Objects.requireNonNull(
            ComponentRegistry.componentOf(cache, AsyncInterceptorChain.class)
                .findInterceptorExtending(TxInterceptor.class));
    // A commit in one phase is counted as a prepare; one in two phases would be both.
    return counting.getPrepares() + counting.getCommits() + counting.getRollbacks();
  }

  @Override
  public void close() {
    store.close();
    LedgerConfiguration.stop(listening, Duration.ofSeconds(10));
  }
}
