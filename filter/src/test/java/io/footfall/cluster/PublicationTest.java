package io.footfall.cluster;

import static io.footfall.cluster.Tallies.alike;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.NodeKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublicationTest {

  private final Identity identity = Identity.fresh();
  private final FakeCluster.Seat seat = new FakeCluster(1).join("a");
  private final NodeKey nodeKey = new NodeKey(identity.toString());
  private final Publication publication = publication(1);

  private Publication publication(long incarnation) {
    return new Publication(Tallies.self(identity, incarnation, "a"), "a", 0);
  }

  private Set<Object> lastKeys() {
    return seat.written().get(seat.written().size() - 1).keySet();
  }

  /** 130 counters, of which one counts so much more than the others. */
  private static Sums sums(int index, long more) {
    long[] sums = new long[130];
    java.util.Arrays.fill(sums, 1);
    sums[index] += more;
    return Tallies.sums(sums);
  }

  @Test
  void onlyBlocksWithNews_areSent_inOneTransaction() {
    assertThat(publication.commit(seat, alike(130, 1), false)).isTrue();
    assertThat(lastKeys())
        .containsExactlyInAnyOrder(
            nodeKey, publication.key(0), publication.key(1), publication.key(2));
    assertThat(publication.commit(seat, sums(70, 5), false)).isTrue();
    assertThat(lastKeys()).containsExactlyInAnyOrder(nodeKey, publication.key(1));
    assertThat(seat.transactions()).isEqualTo(2);
    assertThat(publication.sequence()).isEqualTo(2);
  }

  @Test
  void whatIsConfirmed_isNotSentTwice() {
    publication.commit(seat, alike(130, 1), false);
    assertThat(publication.commit(seat, alike(130, 1), false)).isFalse();
    assertThat(seat.transactions()).isEqualTo(1);
  }

  @Test
  void heartbeat_isSentAlone() {
    publication.commit(seat, alike(130, 1), false);
    assertThat(publication.commit(seat, alike(130, 1), true)).isTrue();
    assertThat(lastKeys()).containsExactly(nodeKey);
    NodeInfo info = (NodeInfo) Objects.requireNonNull(seat.held().get(nodeKey));
    assertThat(info.weights()).containsExactly(64L, 64L, 2L);
  }

  @Test
  void unknownOutcome_sendsAllOfItAgain() {
    publication.commit(seat, alike(130, 1), false);
    for (Fate fate : List.of(Fate.FAILS_BEFORE, Fate.FAILS_AFTER, Fate.FAILS_AND_LANDS_LATE)) {
      seat.fate(fate);
      assertThatThrownBy(() -> publication.commit(seat, alike(130, 2), false))
          .hasMessageContaining(fate.name());
    }
    seat.fate(Fate.DONE);
    assertThat(publication.commit(seat, alike(130, 2), false)).isTrue();
    assertThat(lastKeys()).hasSize(4);
    assertThat(publication.commit(seat, alike(130, 2), false)).isFalse();
  }

  @Test
  void ownerThatHoldsLess_makesTheBlockUnconfirmed() {
    publication.commit(seat, alike(130, 3), false);
    assertThat(publication.check(1, Blocks.of(alike(130, 3), 1))).isTrue();
    assertThat(publication.check(1, Blocks.of(alike(130, 2), 1))).isFalse();
    assertThat(publication.check(2, null)).isFalse();
    publication.commit(seat, alike(130, 3), false);
    assertThat(lastKeys())
        .containsExactlyInAnyOrder(nodeKey, publication.key(1), publication.key(2));
    assertThat(publication.isForked()).isFalse();
  }

  @Test
  void ownerThatHoldsMoreThanWasEverSent_isAFork() {
    publication.commit(seat, alike(10, 3), false);
    seat.fate(Fate.FAILS_AFTER);
    assertThatThrownBy(() -> publication.commit(seat, alike(10, 4), false)).isNotNull();
    publication.check(0, Blocks.of(alike(10, 4), 0));
    assertThat(publication.isForked()).isFalse();
    publication.check(0, Blocks.of(alike(10, 5), 0));
    assertThat(publication.isForked()).isTrue();
  }

  @Test
  void heavierBlockWithoutAHigherSum_isNoFork() {
    publication.commit(seat, sums(100, 50), false);
    Block own = Blocks.of(sums(100, 50), 0);
    Block merged = own.max(new Block(List.of("n100", "x"), List.of(51L, 0L), List.of(0L, 0L)));
    assertThat(merged.weight()).isGreaterThan(own.weight());
    assertThat(publication.check(0, merged)).isTrue();
    assertThat(publication.isForked()).isFalse();
  }

  @Test
  void filesThatWentBackInTime_areAForkAtTheFirstCommit() {
    publication.commit(seat, alike(10, 5), false);
    Publication continued = publication(2);
    continued.commit(seat, alike(10, 5), false);
    assertThat(continued.isForked()).isFalse();
    Publication back = publication(3);
    back.commit(seat, alike(10, 4), false);
    assertThat(back.isForked()).isTrue();
    Publication beside = publication(2);
    beside.commit(seat, alike(10, 9), false);
    assertThat(beside.isForked()).isTrue();
  }
}
