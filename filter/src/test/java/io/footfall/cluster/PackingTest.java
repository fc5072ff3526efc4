package io.footfall.cluster;

import static io.footfall.cluster.Tallies.alike;
import static io.footfall.cluster.Tallies.sums;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Rings;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.Packed;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The steps of packing alone, by a packer that knows less than the owners hold. Beside
 * anti-entropy, as in {@link PackingModelTest}, it hardly ever does, because that has just taught
 * it what they hold.
 */
class PackingTest extends PackingSteps {

  @Test
  void packedEntriesThatDiffer_becomeTheHighestOfEachSum() throws InterruptedException {
    pack(0, sums(9, 1, 0, 2));
    pack(1, sums(5, 7, 0, 2));
    Packing packing = packing(owner(0), knowing(sums(6, 6, 3)));
    steps(packing, 3, sums(9, 7, 0, 2));
    requirePackedAlone(sums(9, 7, 3, 2));
  }

  @Test
  void packedEntriesThatDifferInTheirDescriptions_becomeTheLaterOne() throws InterruptedException {
    pack(0, sums(5));
    NodeInfo later = new NodeInfo("gone", "", "", "", "test", 3, 1, 0, List.of());
    owner(1).held().put(packedKey, Packs.of(later, sums(5), Rings.none()));
    Packing packing = packing(owner(0), knowing(sums(5)));
    steps(packing, 2, sums(5));
    for (int i = 0; i < 2; i++) {
      assertThat(owner(i).held().get(packedKey))
          .isInstanceOfSatisfying(
              Packed.class, packed -> assertThat(packed.incarnation()).isEqualTo(3));
    }
  }

  @Test
  void packedEntryThatOneOwnerLacks_isCopied_notReplacedByWhatThePackerKnows()
      throws InterruptedException {
    pack(1, alike(200, 9));
    Packing packing = packing(owner(0), knowing(alike(10, 4)));
    steps(packing, 3, alike(200, 9));
    requirePackedAlone(alike(200, 9));
  }

  @Test
  void looseEntriesOfOneOwner_thatAreHigherThanAllElse_goIntoThePackedOne()
      throws InterruptedException {
    pack(0, sums(5, 5));
    pack(1, sums(5, 5));
    loose(1, "left", alike(200, 8));
    Packing packing = packing(owner(0), knowing(sums(5, 5)));
    steps(packing, 4, alike(200, 8));
    requirePackedAlone(alike(200, 8));
  }

  @Test
  void looseEntriesThatDiffer_becomeTheHighestOfEachSum() throws InterruptedException {
    loose(0, "left", sums(9, 1));
    loose(1, "left", sums(5, 7));
    ClusterView view = knowing(sums(1, 1));
    Packing packing = packing(owner(0), view);
    steps(packing, 3, sums(9, 7));
    requirePackedAlone(sums(9, 7));
    // Who removes something knows it, and writes it again should a late message undo the packing.
    assertThat(Objects.requireNonNull(view.get(gone)).tally().sums().reaches(sums(9, 7))).isTrue();
  }

  @Test
  void looseEntriesThatComeBackRightAfterTheirRemoval_arePackedAtTheNextSteps()
      throws InterruptedException {
    loose(0, "left", sums(5));
    Packing packing = packing(owner(0), knowing(sums(5)));
    packing.step();
    packing.step();
    requirePackedAlone(sums(5));
    loose(1, "left", sums(6));
    steps(packing, 2, sums(6));
    requirePackedAlone(sums(6));
  }

  @Test
  void looseEntries_stayUntilEveryOwnerWasSeenToHoldThePackedOne() throws InterruptedException {
    loose(0, "left", alike(200, 8));
    loose(1, "left", alike(200, 8));
    FakeCluster.Seat primary = owner(0);
    Packing packing = packing(primary, knowing(sums(5, 5)));
    int[] puts = {0};
    primary.watch(
        point -> {
          if (point.equals("putAll.after") && puts[0]++ == 0) {
            pack(1, sums(6, 6)); // A late message lands after it.
          }
        });
    for (int i = 0; i < 4; i++) {
      packing.step();
      requireEveryOwnerHolds(alike(200, 8));
    }
    requirePackedAlone(alike(200, 8));
    assertThat(puts[0]).isEqualTo(2);
  }

  @Test
  void identityThatIsBack_isLeftAlone_evenWhereThePackerHasNotSeenItYet()
      throws InterruptedException {
    String back = seats.get(2).address();
    for (int i = 0; i < 2; i++) {
      pack(i, sums(5, 5));
      loose(i, back, sums(8, 8));
    }
    FakeCluster.Seat primary = owner(0);
    Packing packing = packing(primary, knowing(sums(5, 5)));
    steps(packing, 3, sums(8, 8));
    assertThat(primary.transactions()).isZero();
    assertThat(owner(0).held()).containsKeys(nodeKey, EntryKey.sums(gone.toString(), 0));

    loose(0, "left", sums(9, 8));
    loose(1, "left", sums(9, 8));
    steps(packing, 3, sums(9, 8));
    requirePackedAlone(sums(9, 8));
  }

  @Test
  void identityThatIsPresent_isNotPacked() throws InterruptedException {
    pack(0, sums(5));
    ClusterView view = knowing(sums(6));
    Other other = Objects.requireNonNull(view.get(gone));
    other.setPresent(true);
    Packing packing = packing(owner(0), view);
    packing.step();
    assertThat(owner(0).transactions() + owner(0).reads()).isZero();

    other.setPresent(false);
    packing.step();
    requirePackedAlone(sums(6));
  }

  @Test
  void packedEntryOfALaterVersion_isNotReplaced() throws InterruptedException {
    Packed later = new Packed("gone", "", "", 2, 7, new byte[] {2, 0}, new byte[0]);
    pack(0, sums(5));
    owner(1).held().put(packedKey, later);
    loose(1, "left", sums(9));
    Packing packing = packing(owner(0), knowing(sums(6)));
    packing.step();
    packing.step();
    assertThat(owner(0).transactions()).isZero();
    assertThat(owner(1).held()).containsEntry(packedKey, later).containsKey(nodeKey);
  }

  @Test
  void entriesThatAreBeingMoved_areLeftAlone() throws InterruptedException {
    loose(0, "left", sums(5));
    FakeCluster.Seat primary = owner(0);
    Packing packing = packing(primary, knowing(sums(6)));
    primary.moving(true);
    packing.step();
    assertThat(primary.transactions() + primary.reads()).isZero();

    primary.moving(false);
    packing.step();
    packing.step();
    requirePackedAlone(sums(6));
  }
}
