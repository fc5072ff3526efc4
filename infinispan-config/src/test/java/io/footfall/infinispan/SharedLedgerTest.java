package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.infinispan.Cache;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.configuration.io.URLConfigurationResourceResolver;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.commons.marshall.JavaSerializationMarshaller;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.configuration.parsing.ParserRegistry;
import org.infinispan.lifecycle.ComponentStatus;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.transaction.LockingMode;
import org.infinispan.transaction.TransactionMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ledger in cache managers that applications have made. */
class SharedLedgerTest {

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final LedgerOptions OPTIONS = LedgerOptions.loopback("footfall-shop", "unused");

  private final List<DefaultCacheManager> managers = new ArrayList<>();

  @AfterEach
  void stopAll() {
    managers.forEach(DefaultCacheManager::stop);
  }

  private DefaultCacheManager clustered(int port) {
    return clustered(port, "");
  }

  /** An application's manager, which knows nothing of Footfall but a JGroups file of it. */
  private DefaultCacheManager clustered(int port, String containerAttributes) {
    String xml =
        """
        <infinispan>
          <jgroups><stack-file name="app"
              path="io/footfall/infinispan/footfall-jgroups-loopback.xml"/></jgroups>
          <cache-container name="app" shutdown-hook="DONT_REGISTER" %s>
            <transport cluster="app-%d" stack="app"/>
            <jmx enabled="false"/>
          </cache-container>
        </infinispan>
        """
            .formatted(containerAttributes, port);
    Properties values = new Properties();
    values.setProperty("ledger.port", Integer.toString(port));
    values.setProperty("ledger.hosts", "127.0.0.1[%d],127.0.0.1[%d]".formatted(port, port + 1));
    ConfigurationBuilderHolder holder =
        new ParserRegistry(getClass().getClassLoader(), false, values)
            .parse(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)),
                new URLConfigurationResourceResolver(null),
                MediaType.APPLICATION_XML);
    return started(new DefaultCacheManager(holder, false));
  }

  private DefaultCacheManager started(DefaultCacheManager manager) {
    managers.add(manager);
    manager.start();
    return manager;
  }

  private DefaultCacheManager local(GlobalConfigurationBuilder global) {
    global.jmx().enabled(false);
    return started(new DefaultCacheManager(global.build(), false));
  }

  private static void assertRefused(DefaultCacheManager manager, String... words) {
    Set<String> before = manager.getCacheConfigurationNames();
    assertThatThrownBy(() -> SharedLedger.open(manager, OPTIONS))
        .isInstanceOf(LedgerStartException.class)
        .hasMessageContainingAll(words);
    assertThat(manager.getCacheConfigurationNames()).isEqualTo(before);
  }

  @Test
  void twoManagers_holdOneLedger_andKeepNothingOfIt() {
    int port = Ports.free();
    DefaultCacheManager a = clustered(port);
    DefaultCacheManager b = clustered(port);
    a.defineConfiguration("own", new ConfigurationBuilder().build());
    for (int round = 0; round < 2; round++) {
      SharedLedger onA = SharedLedger.open(a, OPTIONS);
      SharedLedger onB = SharedLedger.open(b, OPTIONS);
      NodeKey key = new NodeKey("00000000000000000000000000000007");
      NodeInfo info = new NodeInfo("n", "", "", "", "", 1, round + 1, 0, List.of(5L));
      // While entries move to the node that has just come, a commit may fail with its outcome
      // unknown; the ledger writes again then.
      await()
          .atMost(BOUND)
          .ignoreExceptionsInstanceOf(CacheException.class)
          .until(
              () -> {
                a.getCache(onA.cacheName()).putAll(Map.of(key, info));
                return true;
              });

      Cache<Object, Object> read = b.getCache(onB.cacheName());
      assertThat(read.get(key)).isEqualTo(info);
      Configuration configuration = read.getCacheConfiguration();
      assertThat(configuration.transaction().transactionMode())
          .isEqualTo(TransactionMode.TRANSACTIONAL);
      assertThat(configuration.transaction().lockingMode()).isEqualTo(LockingMode.OPTIMISTIC);
      assertThat(configuration.transaction().useSynchronization()).isFalse();
      assertThat(configuration.transaction().use1PcForAutoCommitTransactions()).isTrue();
      assertThat(configuration.clustering().partitionHandling().mergePolicy())
          .isInstanceOf(MaxMergePolicy.class);
      assertThat(configuration.clustering().hash().keyPartitioner())
          .isInstanceOf(IdentityKeyPartitioner.class);

      assertThat(onA.close(BOUND)).isTrue();
      assertThat(onB.close(BOUND)).isTrue();
      assertThat(a.getStatus()).isEqualTo(ComponentStatus.RUNNING);
      assertThat(a.getCacheNames()).doesNotContain(OPTIONS.cluster());
      assertThat(a.getCacheConfigurationNames()).containsExactly("own");
      assertThat(b.getCacheConfigurationNames()).isEmpty();
    }
    a.getCache("own").put("k", "v");
    assertThat(a.getCache("own").get("k")).isEqualTo("v");
  }

  @Test
  void close_afterTheApplicationStoppedItsManager_isQuiet() {
    DefaultCacheManager manager = clustered(Ports.free());
    SharedLedger shared = SharedLedger.open(manager, OPTIONS);
    manager.stop();
    assertThat(shared.close(BOUND)).isTrue();
  }

  @Test
  void open_managerWithoutTransport_isRefused() {
    assertRefused(local(new GlobalConfigurationBuilder()), "no transport", "configure one");
  }

  @Test
  void open_managerThatDoesNotRun_isRefused() {
    DefaultCacheManager manager = local(new GlobalConfigurationBuilder());
    manager.stop();
    assertThatThrownBy(() -> SharedLedger.open(manager, OPTIONS))
        .isInstanceOf(LedgerStartException.class)
        .hasMessageContainingAll("TERMINATED", "start it before");
  }

  @Test
  void open_managerWithAnotherMarshaller_isRefused() {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.serialization().marshaller(new JavaSerializationMarshaller());
    assertRefused(local(global), "JavaSerializationMarshaller", "leave Infinispan's default");
  }

  @Test
  void open_managerWhoseClassLoaderDoesNotFindTheMergePolicy_isRefused() {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.classLoader(
        new ClassLoader(getClass().getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.footfall.")) {
              throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
          }
        });
    assertRefused(local(global), "does not find this", "GlobalConfigurationBuilder.classLoader");
  }

  /** As one that an application left running when it was redeployed. */
  @Test
  void open_managerOfAnotherCopyOfFootfall_isRefused() {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.classLoader(
        new URLClassLoader(
            new URL[] {SharedLedger.class.getProtectionDomain().getCodeSource().getLocation()},
            getClass().getClassLoader()) {
          @Override
          public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (!name.startsWith("io.footfall.")) {
              return super.loadClass(name);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
          }
        });
    assertRefused(local(global), "does not find this", "the manager that an application leaves");
  }

  @Test
  void open_nameThatIsTaken_isRefused_andLeavesTheCacheAlone() {
    DefaultCacheManager manager = clustered(Ports.free());
    manager.defineConfiguration(OPTIONS.cluster(), new ConfigurationBuilder().build());
    manager.getCache(OPTIONS.cluster()).put("k", "v");
    assertRefused(manager, "\"footfall-shop\" already", "footfall.cluster");
    assertThat(manager.getCache(OPTIONS.cluster()).get("k")).isEqualTo("v");
  }

  @Test
  void open_zeroCapacityNode_isRefused() {
    assertRefused(
        clustered(Ports.free(), "zero-capacity-node=\"true\""), "zero-capacity", "give it a");
  }
}
