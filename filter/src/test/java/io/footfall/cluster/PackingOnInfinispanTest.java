package io.footfall.cluster;

import static io.footfall.cluster.Tallies.alike;
import static io.footfall.cluster.Tallies.self;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.FreePorts;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.count.Tier;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.infinispan.AdvancedCache;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.interceptors.AsyncInterceptorChain;
import org.infinispan.manager.DefaultCacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packing on real nodes, three of them in this process. */
@Tag("ci")
class PackingOnInfinispanTest {

  private static final Duration LONG = Duration.ofSeconds(90);

  private final int port = FreePorts.choose();
  private final List<Node> nodes = new ArrayList<>();

  private final class Node {
    final Identity identity;
    final DefaultCacheManager manager;
    final InfinispanStore store;
    final ClusterView view;
    final ClusterLedger ledger;

    Node(String name, Identity identity, long incarnation) {
      this.identity = identity;
      manager =
          LedgerConfiguration.start(
              new LedgerOptions(
                  "packing-" + port,
                  name,
                  "loopback",
                  List.of(),
                  "",
                  port,
                  Duration.ofMillis(500),
                  Duration.ofSeconds(5)));
      store = new InfinispanStore(manager);
      view = new ClusterView(identity, Clock.SYSTEM);
      ledger =
          new ClusterLedger(
              store, self(identity, incarnation, name), view, Clock.SYSTEM, Duration.ZERO);
      nodes.add(this);
    }

    AdvancedCache<Object, Object> cache() {
      return manager.<Object, Object>getCache(LedgerConfiguration.CACHE_NAME).getAdvancedCache();
    }

    /** Whether it sees that all counters of another have reached this, and as many slots. */
    boolean seesAll(Identity other, int sum) {
      Other known = view.get(other);
      return known != null
          && known.tally().sums().reaches(alike(200, sum))
          && known.rings().reaches(slots(sum));
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

    Rings seesSlots(Identity other) {
      Other known = view.get(other);
      return known == null ? Rings.none() : known.rings();
    }
  }

  @AfterEach
  void leave() {
    nodes.forEach(node -> node.store.close());
  }

  private void lookUntil(org.awaitility.core.ThrowingRunnable holds) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              for (Node node : nodes) {
                node.look();
              }
              holds.run();
            });
  }

  private static void requirePacked(Node reader, Identity gone) throws InterruptedException {
    assertThat(reader.store.members()).hasSize(2);
    assertThat(reader.store.replicas(new PackedKey(gone.toString())))
        .hasSize(2)
        .allMatch(Packed.class::isInstance);
    assertThat(reader.store.replicas(new NodeKey(gone.toString()))).allMatch(Objects::isNull);
    for (int b = 0; b < 4; b++) {
      assertThat(reader.store.replicas(EntryKey.sums(gone.toString(), b)))
          .allMatch(Objects::isNull);
    }
    assertThat(reader.store.replicas(EntryKey.heads(gone.toString()))).allMatch(Objects::isNull);
    for (int place = 0; place < 4; place++) {
      assertThat(reader.store.replicas(EntryKey.slots(gone.toString(), 0, 10, place)))
          .allMatch(Objects::isNull);
    }
    assertThat(reader.store.keysHere(gone)).isEmpty();
  }

  /** One slot for each that was counted. */
  private static Rings slots(int count) {
    Ring ring = Ring.begin("n0", 0, new Tier(10, 360), Sum.ZERO, 0);
    for (int i = 1; i <= count; i++) {
      ring = ring.advance(new Sum(i, 0), i * 10L);
    }
    return Rings.none().with(ring);
  }

  @Test
  void goneNode_isOneEntryOnEveryOwner_isReadByWhoComesLater_andReturns() throws Exception {
    Node a = new Node("a", Identity.fresh(), 1);
    Node b = new Node("b", Identity.fresh(), 1);
    Node c = new Node("c", Identity.fresh(), 1);
    Identity gone = c.identity;
    lookUntil(() -> assertThat(a.store.members()).hasSize(3));
    a.ledger.commit(alike(1, 1), true);
    b.ledger.commit(alike(1, 1), true);
    c.ledger.commit(alike(200, 70), slots(70), true);
    lookUntil(() -> assertThat(b.sees(gone, "n199")).isEqualTo(new Sum(70, 0)));
    nodes.remove(c);
    c.store.close();
    lookUntil(() -> requirePacked(a, gone));

    // It knows of it from the packed entry alone.
    Node d = new Node("d", Identity.fresh(), 1);
    lookUntil(() -> assertThat(d.sees(gone, "n199")).isEqualTo(new Sum(70, 0)));
    assertThat(d.sees(gone, "n0")).isEqualTo(new Sum(70, 0));
    assertThat(Objects.requireNonNull(d.view.get(gone)).node()).isEqualTo("c");
    assertThat(d.seesSlots(gone)).isEqualTo(slots(70));
    nodes.remove(d);
    d.store.close();
    lookUntil(() -> requirePacked(a, gone));

    Node back = new Node("c", gone, 2);
    back.ledger.commit(alike(200, 90), slots(90), true);
    lookUntil(
        () -> {
          back.ledger.commit(alike(200, 90), slots(90), false);
          assertThat(a.sees(gone, "n199")).isEqualTo(new Sum(90, 0));
          assertThat(b.sees(gone, "n0")).isEqualTo(new Sum(90, 0));
          assertThat(b.seesSlots(gone)).isEqualTo(slots(90));
          assertThat(back.store.replicas(EntryKey.sums(gone.toString(), 3)))
              .hasSize(2)
              .allMatch(held -> Blocks.holds(held, Blocks.of(alike(200, 90), 3)));
        });
    assertThat(back.ledger.isForked()).isFalse();
    nodes.remove(back);
    back.store.close();
    lookUntil(() -> requirePacked(b, gone));
    assertThat(b.sees(gone, "n0")).isEqualTo(new Sum(90, 0));
    assertThat(b.seesSlots(gone)).isEqualTo(slots(90));
  }

  /**
   * Of two nodes on one side each has found a disk of the one that is gone. The put of the first is
   * held up until that of the second is confirmed, and takes its place.
   */
  @Test
  void putThatWasHeldUp_replacesAHigherOne_noReadFalls_andTheOthersRestoreIt() throws Exception {
    Node a = new Node("a", Identity.fresh(), 1);
    Node b = new Node("b", Identity.fresh(), 1);
    Node c = new Node("c", Identity.fresh(), 1);
    Identity gone = c.identity;
    lookUntil(() -> assertThat(a.store.members()).hasSize(3));
    c.ledger.commit(alike(200, 70), slots(70), true);
    nodes.remove(c);
    c.store.close();
    lookUntil(() -> requirePacked(a, gone));

    // The first knows of nothing but its disk and what the owners hold.
    ClusterLedger slow =
        new ClusterLedger(
            a.store,
            self(Identity.fresh(), 1, "slow"),
            Tallies.view(Identity.fresh()),
            Clock.SYSTEM,
            Duration.ofDays(1));
    Tally lower = new Tally(gone, "c", 1, 0, alike(200, 75), slots(75));
    Tally higher = new Tally(gone, "c", 1, 0, alike(200, 90), slots(90));
    FutureTask<Boolean> publishing = new FutureTask<>(() -> slow.publish(lower));
    Thread thread = new Thread(publishing, "held-up");
    HeldPut held = new HeldPut(thread);
    ComponentRegistry.componentOf(a.cache(), AsyncInterceptorChain.class).addInterceptor(held, 0);
    thread.start();
    assertThat(held.awaitHeld()).isTrue();
    lookUntil(() -> assertThat(b.ledger.publish(higher)).isTrue());
    lookUntil(() -> assertThat(a.seesAll(gone, 90)).isTrue());
    assertThat(packed(b, gone)).allMatch(sums -> sums.reaches(alike(200, 90)));
    held.let();
    assertThat(publishing.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(packed(b, gone)).as("replaced").noneMatch(sums -> sums.reaches(alike(200, 90)));

    nodes.remove(a); // Whoever wrote it is gone, and so is the only other node that knows more.
    a.store.close();
    lookUntil(
        () -> {
          assertThat(b.seesAll(gone, 90)).isTrue();
          assertThat(b.store.members()).hasSize(1);
          assertThat(packed(b, gone)).allMatch(sums -> sums.reaches(alike(200, 90)));
        });
    Node stranger = new Node("stranger", Identity.fresh(), 1);
    lookUntil(
        () -> {
          assertThat(b.seesAll(gone, 90)).isTrue();
          assertThat(stranger.seesAll(gone, 90)).isTrue();
        });
    lookUntil(() -> requirePacked(stranger, gone));
  }

  /** What each owner's packed entry says. */
  private static List<Sums> packed(Node asking, Identity gone) throws InterruptedException {
    return asking.store.replicas(new PackedKey(gone.toString())).stream()
        .map(value -> Objects.requireNonNull(Packs.sums((Packed) Objects.requireNonNull(value))))
        .toList();
  }
}
