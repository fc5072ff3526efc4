package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import org.infinispan.AdvancedCache;
import org.infinispan.context.Flag;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.interceptors.AsyncInterceptorChain;
import org.infinispan.interceptors.impl.TxInterceptor;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerConfigurationTest {
  private static final String IDENTITY = "0123456789abcdef0123456789abcdef";
  private static final Duration LONG = Duration.ofSeconds(40);

  private final List<EmbeddedCacheManager> started = new ArrayList<>();
  private final int port = Ports.free();

  @TempDir Path directory;

  @AfterEach
  void stopAll() {
    started.forEach(manager -> LedgerConfiguration.stop(manager, Duration.ofSeconds(10)));
  }

  @Test
  void twoNodesOnOneMachineFindEachOtherAndATickIsOneTransaction() {
    EmbeddedCacheManager a = start("cluster", "a");
    EmbeddedCacheManager b = start("cluster", "b");
    awaitMembers(2, a, b);
    AdvancedCache<Object, Object> cache = cache(a);
    TxInterceptor transactions =
        ComponentRegistry.componentOf(cache, AsyncInterceptorChain.class)
            .findInterceptorExtending(TxInterceptor.class);
    long before = transactions.getPrepares();
    Map<Object, Object> tick = new HashMap<>();
    tick.put(new NodeKey(IDENTITY), info(1));
    for (int block = 0; block < 100; block++) {
      tick.put(EntryKey.sums(IDENTITY, block), block(block, 1));
    }

    cache.withFlags(Flag.IGNORE_RETURN_VALUES).putAll(tick);

    // One phase: the prepare carries the commit, and no commit follows it.
    assertThat(transactions.getPrepares() - before).isEqualTo(1);
    assertThat(transactions.getCommits()).isZero();
    assertThat(transactions.getRollbacks()).isZero();
    assertThat(cache(b).getAll(tick.keySet())).isEqualTo(tick);
    assertThat(
            tick.keySet().stream()
                .map(cache.getDistributionManager().getCacheTopology()::getSegment))
        .containsOnly(
            cache.getDistributionManager().getCacheTopology().getSegment(new NodeKey(IDENTITY)));
  }

  @Test
  void clustersOfDifferentNamesOnTheSamePortsDoNotMix() {
    EmbeddedCacheManager a1 = start("a", "a1");
    EmbeddedCacheManager b1 = start("b", "b1");
    EmbeddedCacheManager a2 = start("a", "a2");
    EmbeddedCacheManager b2 = start("b", "b2");
    awaitMembers(2, a1, b1, a2, b2);

    cache(a1).put("cluster", "a");
    cache(b1).put("cluster", "b");

    assertThat(cache(a2).get("cluster")).isEqualTo("a");
    assertThat(cache(b2).get("cluster")).isEqualTo("b");
  }

  @Test
  void afterASplitBothSidesHoldTheHigherOfEachSum() {
    EmbeddedCacheManager a = start("cluster", "a");
    EmbeddedCacheManager b = start("cluster", "b");
    awaitMembers(2, a, b);
    EntryKey key = EntryKey.sums(IDENTITY, 0);
    cache(a).put(key, block(1, 1));

    split(a);
    split(b);
    awaitMembers(1, a, b);
    cache(a).put(key, block(10, 2));
    cache(b).put(key, block(3, 20));
    cache(b).put(new NodeKey(IDENTITY), info(7));
    assertThat(cache(a).get(key)).as("in the split").isEqualTo(block(10, 2));
    heal(a);
    heal(b);
    awaitMembers(2, a, b);

    for (EmbeddedCacheManager each : List.of(a, b)) {
      AdvancedCache<Object, Object> own = cache(each).withFlags(Flag.CACHE_MODE_LOCAL);
      await().atMost(LONG).untilAsserted(() -> assertThat(own.get(key)).isEqualTo(block(10, 20)));
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(own.get(new NodeKey(IDENTITY))).isEqualTo(info(7)));
    }
  }

  @Test
  void start_allTenPortsTaken_saysSoAndLeavesNoThread() throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (int i = 0; i < LedgerOptions.PORTS; i++) {
        taken.add(Ports.listen(port + i));
      }

      assertThatThrownBy(() -> start("cluster", "ports"))
          .isInstanceOf(LedgerStartException.class)
          .hasMessageContaining("no free port from %d to %d".formatted(port, port + 9));
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains("ports")));
  }

  @Test
  void start_stackThatIsNoFile_namesItAndTheWayOut() {
    assertThatThrownBy(() -> LedgerConfiguration.load(withStack("tpc")))
        .isInstanceOf(LedgerStartException.class)
        .hasMessageContaining("tpc")
        .hasMessageContaining("must be one of loopback, tcp, udp, kubernetes");
  }

  @Test
  void start_stackFileThatIsNoStack_isRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("stack.xml"), "<config><TCP");

    assertThatThrownBy(() -> LedgerConfiguration.load(withStack(file.toString())))
        .isInstanceOf(LedgerStartException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void start_stackFileWithAnUnknownProtocol_namesIt() throws IOException {
    Path file = directory.resolve("unknown.xml");
    Files.writeString(
        file, "<config xmlns=\"urn:org:jgroups\"><TCP bind_port=\"7800\"/><NOSUCH/></config>");
    LedgerOptions options =
        new LedgerOptions(
            "cluster",
            "a",
            file.toString(),
            List.of(),
            "",
            7800,
            Duration.ofMillis(500),
            Duration.ofSeconds(5));
    assertThatThrownBy(() -> LedgerConfiguration.load(options))
        .isInstanceOf(LedgerStartException.class)
        .hasMessageContaining("NOSUCH")
        .hasMessageContaining(file.toString());
  }

  @Test
  void start_bindAddressOfAnotherMachine_namesItAndTheWayOut() {
    // 192.0.2.0/24 is kept for documents; no machine has it.
    LedgerOptions options =
        new LedgerOptions(
            "cluster",
            "a",
            "tcp",
            List.of("192.0.2.1"),
            "192.0.2.1",
            7800,
            Duration.ofMillis(500),
            Duration.ofSeconds(5));
    assertThatThrownBy(() -> LedgerConfiguration.start(options))
        .isInstanceOf(LedgerStartException.class)
        .hasMessage(
            "bind-address \"192.0.2.1\" is not an address of this machine: set it to one that is, or leave it out");
  }

  @Test
  void start_ownStackFile_isUsedWithTheOptionsValues() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("stack.xml"),
            """
            <config xmlns="urn:org:jgroups">
              <SHARED_LOOPBACK bind_addr="127.0.0.1" bind_port="${ledger.port}"/>
              <SHARED_LOOPBACK_PING/>
              <pbcast.NAKACK2 use_mcast_xmit="false"/>
              <UNICAST3/>
              <pbcast.STABLE/>
              <pbcast.GMS join_timeout="${ledger.join-timeout}"/>
              <FRAG4/>
            </config>
            """);
    EmbeddedCacheManager manager = LedgerConfiguration.start(withStack(file.toString()));
    started.add(manager);

    ProtocolStack stack = channel(manager).getProtocolStack();
    assertThat(stack.getTransport().getBindPort()).isEqualTo(port);
    assertThat(stack.<GMS>findProtocol(GMS.class).getJoinTimeout()).isEqualTo(1000);
  }

  @Test
  void start_leavesSystemPropertiesAndContextClassLoaderAlone() {
    TimeZone.getDefault(); // The JDK sets a property when it is first asked.
    Properties before = (Properties) System.getProperties().clone();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();

    EmbeddedCacheManager manager = start("cluster", "alone");

    assertThat(System.getProperties()).isEqualTo(before);
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(loader);
    assertThat(LedgerConfiguration.stop(manager, Duration.ofSeconds(20))).isTrue();
    assertThat(manager.getStatus().isTerminated()).isTrue();
  }

  @Test
  void load_everyStack_isComplete() {
    for (String stack : List.of("loopback", "tcp", "udp", "kubernetes")) {
      List<String> hosts =
          stack.equals("tcp") || stack.equals("kubernetes") ? List.of("h") : List.of();
      var global =
          LedgerConfiguration.load(options(stack, hosts)).getGlobalConfigurationBuilder().build();
      var protocols =
          global.transport().jgroups().configurator("footfall-" + stack).getProtocolStack();

      assertThat(global.transport().stack()).isEqualTo("footfall-" + stack);
      assertThat(protocols)
          .flatExtracting(protocol -> protocol.getProperties().values())
          .noneMatch(value -> value.contains("${"));
    }
  }

  private static Block block(long first, long second) {
    return new Block(List.of("x", "y"), List.of(first, second), List.of(0L, 0L));
  }

  private static NodeInfo info(long sequence) {
    return new NodeInfo("n", "", "", "", "", 1, sequence, 0, List.of(sequence));
  }

  private EmbeddedCacheManager start(String cluster, String node) {
    EmbeddedCacheManager manager =
        LedgerConfiguration.start(LedgerOptions.loopback(cluster, node).withPort(port));
    started.add(manager);
    return manager;
  }

  private LedgerOptions withStack(String stack) {
    return options(stack, List.of());
  }

  private LedgerOptions options(String stack, List<String> hosts) {
    return new LedgerOptions(
        "cluster",
        "n",
        stack,
        hosts,
        "",
        port,
        LedgerOptions.DEFAULT_JOIN_TIMEOUT,
        LedgerOptions.DEFAULT_REMOTE_TIMEOUT);
  }

  private static AdvancedCache<Object, Object> cache(EmbeddedCacheManager manager) {
    return manager.<Object, Object>getCache(LedgerConfiguration.CACHE_NAME).getAdvancedCache();
  }

  private static void awaitMembers(int count, EmbeddedCacheManager... managers) {
    for (EmbeddedCacheManager manager : managers) {
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                var topology = cache(manager).getDistributionManager().getCacheTopology();
                assertThat(manager.getMembers()).hasSize(count);
                assertThat(topology.getMembers()).hasSize(count);
                assertThat(topology.getPendingCH()).isNull();
              });
    }
  }

  private static JChannel channel(EmbeddedCacheManager manager) {
    return ((JGroupsTransport) GlobalComponentRegistry.componentOf(manager, Transport.class))
        .getChannel();
  }

  /** Cuts a node off in both directions, and lets it notice at once. */
  private static void split(EmbeddedCacheManager manager) {
    JChannel channel = channel(manager);
    DISCARD discard = new DISCARD().discardAll(true);
    try {
      channel.getProtocolStack().insertProtocol(discard, ProtocolStack.Position.ABOVE, TP.class);
    } catch (Exception e) {
      throw new IllegalStateException("DISCARD cannot be inserted", e);
    }
    View alone =
        View.create(
            channel.getAddress(), channel.getView().getViewId().getId() + 1, channel.getAddress());
    channel.getProtocolStack().<GMS>findProtocol(GMS.class).installView(alone);
  }

  private static void heal(EmbeddedCacheManager manager) {
    channel(manager).getProtocolStack().removeProtocol(DISCARD.class);
  }
}
