package io.footfall.cluster;

import static io.footfall.cluster.Tallies.alike;
import static io.footfall.cluster.Tallies.self;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.FreePorts;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.infinispan.AdvancedCache;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.interceptors.AsyncInterceptorChain;
import org.infinispan.interceptors.impl.TxInterceptor;
import org.infinispan.manager.DefaultCacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ledger on real nodes, three of them in this process. */
@Tag("ci")
class LedgerOnInfinispanTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final int port = FreePorts.choose();
  private final List<Node> nodes = new ArrayList<>();

  private final class Node {
    final Identity identity = Identity.fresh();
    final DefaultCacheManager manager;
    final InfinispanStore store;
    final ClusterView view = new ClusterView(identity, Clock.SYSTEM);
    final ClusterLedger ledger;
    boolean gone;

    Node(String name) {
      manager =
          LedgerConfiguration.start(
              new LedgerOptions(
                  "ledger-" + port,
                  name,
                  "loopback",
                  List.of(),
                  "",
                  port,
                  Duration.ofMillis(500),
                  Duration.ofSeconds(5)));
      store = new InfinispanStore(manager);
      ledger = new ClusterLedger(store, self(identity, 1, name), view, Clock.SYSTEM);
      nodes.add(this);
    }

    AdvancedCache<Object, Object> cache() {
      return manager.<Object, Object>getCache(LedgerConfiguration.CACHE_NAME).getAdvancedCache();
    }

    TxInterceptor transactions() {
      return Objects.requireNonNull(
          ComponentRegistry.componentOf(cache(), AsyncInterceptorChain.class)
              .findInterceptorExtending(TxInterceptor.class));
    }

    void look() throws InterruptedException {
      ledger.refresh();
      ledger.enroll();
      ledger.verify(true);
    }

    Sum sees(Identity other, String name) {
      Other known = view.get(other);
      return known == null ? Sum.ZERO : known.sum(name);
    }
  }

  private void members(int count) {
    await()
        .atMost(LONG)
        .until(
            () ->
                nodes.stream()
                    .filter(node -> !node.gone)
                    .allMatch(
                        node -> node.store.members().size() == count && !node.store.isMoving()));
  }

  @AfterEach
  void leave() {
    nodes.stream().filter(node -> !node.gone).forEach(node -> node.store.close());
  }

  @Test
  void nodesThatCommitJoinAndLeave_agree_withOneTransactionATick() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    members(2);
    a.ledger.commit(alike(200, 1), true);
    a.look();
    b.look();
    oneTransactionATick(a, b);
    b.ledger.commit(alike(3, 2), true);
    thirdNodeReadsEverything(a);
    lateEntryHeals(b);
    endLeavesTheCounts(a, b);
  }

  private static void oneTransactionATick(Node a, Node b) {
    a.transactions().resetStatistics();
    b.transactions().resetStatistics();
    for (int i = 2; i <= 11; i++) {
      assertThat(a.ledger.commit(alike(200, i), false)).isTrue();
      assertThat(a.ledger.commit(alike(200, i), false)).isFalse();
    }
    // A commit in one phase is counted as a prepare at its originator.
    assertThat(a.transactions().getPrepares()).isEqualTo(10);
    assertThat(a.transactions().getCommits()).isZero();
    assertThat(a.transactions().getRollbacks()).isZero();
    assertThat(a.ledger.commit(alike(200, 11), true)).isTrue();
    assertThat(a.transactions().getPrepares()).isEqualTo(11);
    b.ledger.refresh();
    assertThat(b.sees(a.identity, "n199")).isEqualTo(new Sum(11, 0));
  }

  private void thirdNodeReadsEverything(Node a) throws Exception {
    Node c = new Node("c");
    members(3);
    c.ledger.refresh();
    assertThat(c.sees(a.identity, "n0")).isEqualTo(new Sum(11, 0));
    assertThat(c.sees(a.identity, "n199")).isEqualTo(new Sum(11, 0));
    c.ledger.commit(alike(3, 7), true);
    for (Node node : nodes) {
      node.look();
      assertThat(node.store.identitiesHere())
          .isEqualTo(
              nodes.stream()
                  .map(each -> each.identity)
                  .filter(node.store::isOwner)
                  .map(Identity::toString)
                  .collect(Collectors.toSet()));
    }
  }

  private static void lateEntryHeals(Node b) throws Exception {
    Sums sums = alike(100, 5);
    b.ledger.commit(sums, true);
    EntryKey key = EntryKey.sums(b.identity.toString(), 1);
    b.cache().put(key, Blocks.of(alike(100, 4), 1));
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              b.ledger.verify(false);
              b.ledger.commit(sums, false);
              assertThat(b.store.replicas(key))
                  .hasSize(2)
                  .allSatisfy(held -> assertThat(held).isEqualTo(Blocks.of(sums, 1)));
            });
  }

  private void endLeavesTheCounts(Node a, Node b) throws Exception {
    Node c = nodes.get(2);
    c.gone = true;
    c.store.close();
    members(2);
    for (Node node : List.of(a, b)) {
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                node.look();
                assertThat(Objects.requireNonNull(node.view.get(c.identity)).isPresent()).isFalse();
                assertThat(node.sees(c.identity, "n2")).isEqualTo(new Sum(7, 0));
              });
      assertThat(node.ledger.publish(Objects.requireNonNull(node.view.get(c.identity)).tally()))
          .isTrue();
    }
    Map<Object, Object> held =
        a.store.getAll(java.util.Set.of(EntryKey.sums(c.identity.toString(), 0)));
    assertThat(held).containsValue(Blocks.of(alike(3, 7), 0));
  }
}
