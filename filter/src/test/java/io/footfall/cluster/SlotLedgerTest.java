package io.footfall.cluster;

import static io.footfall.cluster.Tallies.self;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tier;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.SlotChunk;
import io.footfall.infinispan.SlotHeads;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SlotLedgerTest {

  private final FakeCluster cluster = new FakeCluster(5);

  private final class Node {
    final Identity identity = Identity.fresh();
    final FakeCluster.Seat seat;
    final ClusterView view = new ClusterView(identity, Clock.SYSTEM);
    final ClusterLedger ledger;
    Ring ring = Ring.begin("requests", 0, new Tier(10, 100), Sum.ZERO, 0);
    long counted;

    Node(String name) {
      seat = cluster.join(name);
      ledger = seat.ledger(self(identity, 1, name), view, Clock.SYSTEM);
    }

    void count() {
      counted++;
      ring = ring.advance(new Sum(counted, 0), counted * 10);
    }

    void commit() {
      ledger.commit(
          Sums.of(new String[] {"requests"}, new long[] {counted}, new long[1]),
          Rings.none().with(ring),
          true);
    }

    void look() throws InterruptedException {
      ledger.refresh();
      ledger.enroll();
      ledger.verify(true);
    }

    Rings sees(Node other) {
      return Objects.requireNonNull(view.get(other.identity)).rings();
    }
  }

  @Test
  void rings_areSeenByTheOthers_inTheTransactionOfTheSums_andOnlyWhatChangedIsWritten()
      throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    for (int i = 0; i < 250; i++) {
      a.count();
      a.commit();
    }
    a.look();
    b.look();
    b.look();
    assertThat(b.sees(a)).isEqualTo(Rings.none().with(a.ring));
    a.count();
    int before = a.seat.written().size();
    a.commit();
    Map<Object, Object> written = a.seat.written().get(before);
    assertThat(a.seat.written()).hasSize(before + 1);
    assertThat(written.values().stream().filter(SlotChunk.class::isInstance)).hasSize(1);
    assertThat(written.values().stream().filter(SlotHeads.class::isInstance)).hasSize(1);
    assertThat(written).hasSize(4);
    b.look();
    assertThat(b.sees(a)).isEqualTo(Rings.none().with(a.ring));
  }

  /** Found by the protocol's model, seed 655. */
  @Test
  void slotThatWasReadWhileItGrew_isReadAgain_whenTheNextOneOpensAboveIt() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    for (int i = 0; i < 3; i++) {
      a.count();
    }
    a.commit();
    b.look();
    long slot = a.ring.newest().start();
    a.ring = a.ring.advance(new Sum(++a.counted, 0), slot); // Of this b reads nothing.
    a.count();
    a.commit();
    b.look();
    assertThat(b.sees(a)).isEqualTo(Rings.none().with(a.ring));
  }

  @Test
  void failedCommits_areMadeUpFor() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    Node c = new Node("c");
    Fate[] fates = Fate.values();
    for (int i = 0; i < 120; i++) {
      a.count();
      a.seat.fate(fates[i % fates.length]);
      if (i % fates.length == 0) {
        a.commit();
      } else {
        assertThatThrownBy(a::commit).isNotNull();
      }
    }
    a.seat.fate(Fate.DONE);
    a.commit();
    cluster.deliverAll(); // Older entries take the place of the newer ones.
    for (int i = 0; i < 60; i++) {
      a.commit();
      a.look();
      b.look();
      c.look();
    }
    assertThat(b.sees(a)).isEqualTo(Rings.none().with(a.ring));
    assertThat(c.sees(a)).isEqualTo(Rings.none().with(a.ring));
    whole(a);
  }

  /** Every owner holds every slot. */
  private void whole(Node node) {
    String identity = node.identity.toString();
    for (FakeCluster.Seat owner : cluster.owners(node.identity)) {
      assertThat(
              SlotEntries.holds(
                  owner.held().get(EntryKey.heads(identity)),
                  SlotEntries.heads(Rings.none().with(node.ring))))
          .isTrue();
      SlotEntries.chunks(identity, Rings.none().with(node.ring))
          .forEach(
              (key, chunk) ->
                  assertThat(SlotEntries.holds(owner.held().get(key), SlotEntries.entry(chunk)))
                      .as(key.toString())
                      .isTrue());
    }
  }

  @Test
  void slotsOfTheDead_areBroughtBackByWhoeverReadThem() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    Node c = new Node("c");
    for (int i = 0; i < 80; i++) {
      a.count();
    }
    a.commit();
    a.look();
    b.look();
    c.look();
    cluster.kill(a.seat);
    for (FakeCluster.Seat owner : cluster.owners(a.identity)) {
      owner.held().keySet().removeIf(key -> key instanceof EntryKey entry && entry.tier() != 0);
    }
    for (int i = 0; i < 10; i++) {
      b.look();
      c.look();
    }
    whole(a);
  }
}
