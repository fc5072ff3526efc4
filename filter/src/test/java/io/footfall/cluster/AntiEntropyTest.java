package io.footfall.cluster;

import static io.footfall.cluster.Tallies.alike;
import static io.footfall.cluster.Tallies.self;
import static io.footfall.cluster.Tallies.tally;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.NodeKey;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AntiEntropyTest {

  private final FakeCluster cluster = new FakeCluster(3);

  /** A node that writes and reads. */
  private final class Node {
    final Identity identity = Identity.fresh();
    final FakeCluster.Seat seat;
    final ClusterView view = new ClusterView(identity, Clock.SYSTEM);
    final ClusterLedger ledger;

    Node(String name) {
      seat = cluster.join(name);
      ledger = seat.ledger(self(identity, 1, name), view, Clock.SYSTEM);
    }

    void step() throws InterruptedException {
      ledger.commit(alike(1, 1), true);
      ledger.refresh();
      ledger.enroll();
      ledger.verify(true);
    }

    Sum sees(Identity other, String name) {
      return Objects.requireNonNull(view.get(other)).sum(name);
    }
  }

  private List<Object> copies(Identity identity, int block) {
    return cluster.owners(identity).stream()
        .map(owner -> owner.held().get(EntryKey.sums(identity.toString(), block)))
        .toList();
  }

  private long weight(Identity identity, int block) {
    return ((Block) copies(identity, block).get(0)).weight();
  }

  /** An identity whose entries this node is the primary owner of. */
  private static Identity answeredBy(Node node) {
    return Stream.generate(Identity::fresh)
        .filter(node.seat::isPrimaryOwner)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void writerThatDiesWithItsOwnersApart_isMadeWholeWithoutIt() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    Node writer = new Node("w");
    Sums older = alike(130, 1);
    Sums newer = alike(130, 2);
    writer.ledger.commit(older, true);
    writer.ledger.enroll();
    a.step();
    b.step();
    writer.seat.fate(Fate.FAILS_AT_THE_SECOND_OWNER);
    assertThatThrownBy(() -> writer.ledger.commit(newer, true)).isNotNull();
    cluster.kill(writer.seat);
    for (int i = 0; i < 5; i++) {
      a.step();
      b.step();
    }
    Sum seen = a.sees(writer.identity, "n129");
    assertThat(seen.increments()).isBetween(1L, 2L);
    assertThat(b.sees(writer.identity, "n129")).isEqualTo(seen);
    Sums whole = seen.increments() == 2 ? newer : older;
    for (int block = 0; block < 3; block++) {
      assertThat(copies(writer.identity, block))
          .containsExactly(Blocks.of(whole, block), Blocks.of(whole, block));
    }
    Node late = new Node("late");
    late.step();
    late.step();
    assertThat(late.sees(writer.identity, "n129")).isEqualTo(seen);
  }

  @Test
  void lateMessage_isWrittenOver_andThenTheOwnBlocksAreReadALittleOnly() throws Exception {
    Node a = new Node("a");
    Sums newer = alike(640, 2);
    a.ledger.commit(newer, true);
    a.ledger.verify(false);
    EntryKey key = EntryKey.sums(a.identity.toString(), 5);
    a.seat.held().put(key, Blocks.of(alike(640, 1), 5));
    cluster.join("b");
    for (int i = 0; i < 4; i++) {
      a.ledger.verify(false);
      a.ledger.commit(newer, false);
    }
    assertThat(copies(a.identity, 5))
        .allSatisfy(copy -> assertThat(copy).isEqualTo(Blocks.of(newer, 5)));
    int before = a.seat.reads();
    a.ledger.verify(false);
    assertThat(a.seat.reads() - before).isEqualTo(2);
  }

  @Test
  void absentIdentityThatIsKnownHereOnly_reachesEveryNode() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    Node c = new Node("c");
    for (int i = 0; i < 10; i++) {
      Identity absent = Identity.fresh();
      assertThat(a.ledger.publish(tally(absent, alike(70, 9)))).isFalse();
      assertThat(a.ledger.publish(tally(absent, alike(70, 9)))).isTrue();
      a.ledger.enroll();
      for (Node node : List.of(b, c)) {
        node.step();
        node.step();
        assertThat(node.sees(absent, "n69")).isEqualTo(new Sum(9, 0));
      }
    }
  }

  @Test
  void foreignEntries_areWrittenOnlyWhereHigher() throws Exception {
    Node a = new Node("a");
    Identity absent = Identity.fresh();
    a.ledger.publish(tally(absent, alike(70, 9)));
    a.ledger.publish(tally(absent, alike(70, 9)));
    int before = a.seat.transactions();
    assertThat(a.ledger.publish(tally(absent, alike(65, 8)))).isTrue();
    assertThat(a.seat.transactions()).isEqualTo(before);
    assertThat(copies(absent, 0)).containsExactly(Blocks.of(alike(70, 9), 0));
  }

  @Test
  void identityThatIsPresent_isLeftToItself() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    b.ledger.commit(alike(10, 1), true);
    b.ledger.enroll();
    a.step();
    a.step();
    int before = a.seat.transactions();
    assertThat(a.ledger.publish(tally(b.identity, alike(10, 2)))).isFalse();
    assertThat(a.seat.transactions()).isEqualTo(before);
    b.ledger.commit(alike(10, 2), false);
    assertThat(a.ledger.publish(tally(b.identity, alike(10, 2)))).isTrue();
  }

  @Test
  void identityThatReturns_isReadOnAfterSomebodyWroteForIt() throws Exception {
    Identity returning = Identity.fresh();
    Node a = new Node("a");
    Sums before = alike(130, 5);
    a.ledger.publish(tally(returning, before));
    a.ledger.publish(tally(returning, before));
    a.ledger.enroll();
    Node b = new Node("b");
    b.step();
    b.step();
    FakeCluster.Seat seat = cluster.join("r");
    ClusterLedger back =
        seat.ledger(
            self(returning, 2, "r"), new ClusterView(returning, Clock.SYSTEM), Clock.SYSTEM);
    long[] counted = new long[130];
    java.util.Arrays.fill(counted, 5);
    counted[64]++;
    back.commit(Tallies.sums(counted), true);
    back.enroll();
    b.step();
    b.step();
    assertThat(b.sees(returning, "n64")).isEqualTo(new Sum(6, 0));
    back.verify(true);
    assertThat(back.isForked()).isFalse();
  }

  @Test
  void blockThatWasMergedTooLarge_doesNotGrowWithEachLook() throws Exception {
    Node a = new Node("a");
    Identity absent = Identity.fresh();
    a.ledger.publish(tally(absent, alike(64, 1)));
    EntryKey key = EntryKey.sums(absent.toString(), 0);
    Sums odd = Sums.of(new String[] {"x", "y"}, new long[] {4, 5}, new long[2]);
    a.seat.held().put(key, Blocks.of(alike(64, 1), 0).max(Blocks.of(odd, 0)));
    for (int i = 0; i < 10; i++) {
      a.ledger.publish(tally(absent, alike(64, 1)));
    }
    assertThat(a.ledger.publish(tally(absent, alike(64, 1)))).isTrue();
    // More than the blocks weigh would let every reader believe that it is behind, forever.
    NodeInfo info = (NodeInfo) a.seat.held().get(new NodeKey(absent.toString()));
    assertThat(Objects.requireNonNull(info).weights())
        .containsExactly(weight(absent, 0), weight(absent, 1));
  }

  @Test
  void identityThatIsOnlyNowHeardOf_isLookedAt_thoughNobodyJoinedOrLeft() throws Exception {
    Node a = new Node("a");
    new Node("b");
    a.ledger.verify(false);
    for (int i = 0; i < 3; i++) {
      Identity absent = answeredBy(a);
      a.view.seed(tally(absent, alike(64, 9)));
      a.ledger.verify(false);
      assertThat(copies(absent, 0)).hasSize(2).containsOnly(Blocks.of(alike(64, 9), 0));
    }
  }

  @Test
  void identityThatIsOnlyNowSeenToBeGone_isLookedAt_thoughNobodyJoinedOrLeftSince()
      throws Exception {
    Node a = new Node("a");
    new Node("b");
    Identity writer = answeredBy(a);
    for (int time = 1; time <= 2; time++) {
      FakeCluster.Seat seat = cluster.join("w" + time);
      ClusterLedger there =
          seat.ledger(self(writer, time, "w"), new ClusterView(writer, Clock.SYSTEM), Clock.SYSTEM);
      there.commit(alike(64, time), true);
      there.enroll();
      a.ledger.refresh();
      a.ledger.verify(false);
      cluster.kill(seat);
      a.ledger.verify(false); // It has not yet seen that the writer is gone.
      EntryKey key = EntryKey.sums(writer.toString(), 0);
      cluster.owners(writer).get(1).held().remove(key);
      a.ledger.refresh();
      a.ledger.verify(false);
      assertThat(copies(writer, 0)).hasSize(2).containsOnly(Blocks.of(alike(64, time), 0));
    }
  }

  @Test
  void identityThatWasHereAgain_isLookedAtAgain_onceItIsGone() throws Exception {
    Node a = new Node("a");
    new Node("b");
    Identity absent = answeredBy(a);
    a.view.seed(tally(absent, alike(64, 1)));
    a.ledger.verify(false);
    a.ledger.verify(false);
    Other other = Objects.requireNonNull(a.view.get(absent));
    other.setPresent(true);
    a.ledger.verify(false);
    a.view.seed(tally(absent, alike(64, 2)));
    other.setPresent(false);
    a.ledger.verify(false);
    assertThat(copies(absent, 0)).hasSize(2).containsOnly(Blocks.of(alike(64, 2), 0));
  }

  @Test
  void whileEntriesMove_nothingIsChecked() throws Exception {
    Node a = new Node("a");
    a.step();
    a.seat.moving(true);
    int before = a.seat.reads();
    a.ledger.verify(true);
    assertThat(a.ledger.publish(tally(Identity.fresh(), alike(1, 1)))).isFalse();
    assertThat(a.seat.reads()).isEqualTo(before);
  }

  @Test
  void rosterThatOneOwnerLacks_isWrittenAgain() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    a.step();
    b.step();
    a.step();
    a.seat.held().remove(new io.footfall.infinispan.RosterKey(0));
    b.ledger.enroll();
    assertThat(a.seat.held()).containsKey(new io.footfall.infinispan.RosterKey(0));
  }

  /** Found by the protocol's model, seed 1002382. */
  @Test
  void identityThatNoListAndNoNodeKnows_isFoundByTheOwnerOfItsEntries() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    b.seat.fate(FakeCluster.Fate.FAILS_AND_LANDS_LATE);
    assertThatThrownBy(b.ledger::enroll).isInstanceOf(IllegalStateException.class);
    b.seat.fate(FakeCluster.Fate.DONE);
    a.step();
    cluster.kill(a.seat); // Before anybody has heard of it.
    cluster.deliverAll(); // A list without it, in place of one with it.
    for (int i = 0; i < 4; i++) {
      b.step();
    }
    assertThat(b.sees(a.identity, "n0")).isEqualTo(new Sum(1, 0));
  }
}
