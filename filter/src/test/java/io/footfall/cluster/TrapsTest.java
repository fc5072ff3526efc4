package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.footfall.FreePorts;
import io.footfall.count.Identity;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.infinispan.AdvancedCache;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.context.Flag;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.topology.CacheTopology;
import org.infinispan.transaction.LockingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three neighbours of the ledger's configuration that lose counts without a word. Each is shown
 * to do so over the configuration with one word changed, and not over ours, so a change of the
 * configuration that falls into one is seen here.
 */
@Tag("ci")
class TrapsTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int BLOCKS = 50;

  private final int port = FreePorts.choose();
  private final Network network = new Network();
  private final List<DefaultCacheManager> managers = new ArrayList<>();
  private final String identity = Identity.fresh().toString();

  @TempDir Path directory;

  /** Changes nothing. */
  private static void ours(ConfigurationBuilder builder) {}

  /** Starts two nodes over our configuration with a change. */
  private void start(Consumer<ConfigurationBuilder> change) throws IOException {
    start(change, Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  private void start(
      Consumer<ConfigurationBuilder> change, Duration detection, Duration remoteTimeout)
      throws IOException {
    for (String name : List.of("a", "b")) {
      ConfigurationBuilderHolder holder =
          LedgerConfiguration.load(
              new LedgerOptions(
                  "traps-" + port,
                  name,
                  Network.stack(directory, detection).toString(),
                  List.of("127.0.0.1"),
                  "127.0.0.1",
                  port,
                  Duration.ofMillis(500),
                  remoteTimeout));
      change.accept(
          Objects.requireNonNull(
              holder.getNamedConfigurationBuilders().get(LedgerConfiguration.CACHE_NAME)));
      DefaultCacheManager manager = new DefaultCacheManager(holder, true);
      managers.add(manager);
      manager.getCache(LedgerConfiguration.CACHE_NAME);
      network.attach(manager);
    }
    members(2);
  }

  @AfterEach
  void stop() {
    network.heal();
    managers.forEach(manager -> LedgerConfiguration.stop(manager, Duration.ofSeconds(10)));
  }

  private AdvancedCache<Object, Object> cache(int node) {
    return managers
        .get(node)
        .<Object, Object>getCache(LedgerConfiguration.CACHE_NAME)
        .getAdvancedCache();
  }

  private void members(int count) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              for (int node = 0; node < managers.size(); node++) {
                CacheTopology topology = cache(node).getDistributionManager().getCacheTopology();
                if (topology.getMembers().size() != count
                    || topology.getPhase() != CacheTopology.Phase.NO_REBALANCE) {
                  return false;
                }
              }
              return true;
            });
  }

  private Map<Object, Object> tick(long first, long second) {
    Map<Object, Object> entries = new HashMap<>();
    for (int b = 0; b < BLOCKS; b++) {
      entries.put(EntryKey.sums(identity, b), block(first, second));
    }
    return entries;
  }

  private static Block block(long first, long second) {
    return new Block(List.of("x", "y"), List.of(first, second), List.of(0L, 0L));
  }

  private void split() {
    network.split(List.of(managers.subList(0, 1), managers.subList(1, 2)));
  }

  private void heal() {
    network.heal();
    members(2);
  }

  /** How many blocks a node itself holds with these sums. */
  private int held(int node, long first, long second) {
    AdvancedCache<Object, Object> local = cache(node).withFlags(Flag.CACHE_MODE_LOCAL);
    int held = 0;
    for (int b = 0; b < BLOCKS; b++) {
      if (block(first, second).equals(local.get(EntryKey.sums(identity, b)))) {
        held++;
      }
    }
    return held;
  }

  @Test
  void skipLockingOnAPessimisticCache_sendsNoCopies() throws IOException {
    start(builder -> builder.transaction().lockingMode(LockingMode.PESSIMISTIC));

    cache(0).withFlags(Flag.SKIP_LOCKING, Flag.IGNORE_RETURN_VALUES).putAll(tick(1, 1));

    // Returned without a word, and one node's death would lose all of it.
    assertThat(held(0, 1, 1) + held(1, 1, 1)).isLessThan(2 * BLOCKS);
  }

  @Test
  void ours_sendsEveryCopy() throws IOException {
    start(TrapsTest::ours);

    cache(0).withFlags(Flag.IGNORE_RETURN_VALUES).putAll(tick(1, 1));

    await().atMost(LONG).until(() -> held(0, 1, 1) == BLOCKS && held(1, 1, 1) == BLOCKS);
  }

  /** The failure detector stays silent, as it does in the first seconds. */
  private @Nullable Throwable putWhileThePeerCannotBeReached(Consumer<ConfigurationBuilder> change)
      throws IOException {
    start(change, Duration.ofMinutes(10), Duration.ofMillis(500));
    split();
    return catchThrowable(() -> cache(0).withFlags(Flag.IGNORE_RETURN_VALUES).putAll(tick(7, 7)));
  }

  @Test
  void nonXa_swallowsTheFailure_andTheCountsAreGone() throws IOException {
    Throwable thrown =
        putWhileThePeerCannotBeReached(builder -> builder.transaction().useSynchronization(true));

    assertThat(thrown).isNull();
    assertThat(held(0, 7, 7)).isZero();
    assertThat(held(1, 7, 7)).isZero();
  }

  @Test
  void ours_throws_soThatTheNextTickCarriesIt() throws IOException {
    assertThat(putWhileThePeerCannotBeReached(TrapsTest::ours)).isNotNull();

    network.heal();
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              cache(0).withFlags(Flag.IGNORE_RETURN_VALUES).putAll(tick(7, 7));
              return held(0, 7, 7) == BLOCKS && held(1, 7, 7) == BLOCKS;
            });
  }

  private void writeOnBothSidesOfASplit() {
    cache(0).putAll(tick(1, 1));
    split();
    members(1);
    cache(0).putAll(tick(10, 2));
    cache(1).putAll(tick(3, 20));
    heal();
  }

  @Test
  void encodedValues_breakTheMerge() throws IOException {
    start(builder -> builder.encoding().mediaType(MediaType.APPLICATION_PROTOSTREAM));

    writeOnBothSidesOfASplit();

    assertThat(held(0, 10, 20) + held(1, 10, 20)).isLessThan(2 * BLOCKS);
  }

  @Test
  void ours_mergesByMax() throws IOException {
    start(TrapsTest::ours);

    writeOnBothSidesOfASplit();

    await().atMost(LONG).until(() -> held(0, 10, 20) == BLOCKS && held(1, 10, 20) == BLOCKS);
  }
}
