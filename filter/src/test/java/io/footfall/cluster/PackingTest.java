package io.footfall.cluster;

import static io.footfall.cluster.Tallies.alike;
import static io.footfall.cluster.Tallies.sums;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The steps of packing alone, by a packer that knows less than the owners hold. Beside
 * anti-entropy, as in {@link PackingModelTest}, it hardly ever does, because that has just taught
 * it what they hold.
 */
class PackingTest {

  private final FakeCluster cluster = new FakeCluster(1);
  private final List<FakeCluster.Seat> seats =
      List.of(cluster.join("a"), cluster.join("b"), cluster.join("c"));
  private final Identity gone = new Identity(3, 4);
  private final PackedKey packedKey = new PackedKey(gone.toString());
  private final NodeKey nodeKey = new NodeKey(gone.toString());

  private FakeCluster.Seat owner(int number) {
    return cluster.owners(gone).get(number);
  }

  private static NodeInfo info(String address, List<Long> weights) {
    return new NodeInfo("gone", "", "", address, "test", 2, 7, 0, weights);
  }

  private void pack(int owner, Sums sums) {
    owner(owner).held().put(packedKey, Packs.of(info("", List.of()), sums));
  }

  private void loose(int owner, String address, Sums sums) {
    List<Long> weights = new ArrayList<>();
    for (int b = 0; b < Blocks.count(sums.size()); b++) {
      owner(owner).held().put(EntryKey.sums(gone.toString(), b), Blocks.of(sums, b));
      weights.add(Blocks.weight(sums, b));
    }
    owner(owner).held().put(nodeKey, info(address, weights));
  }

  /** What a node knows of the one that is gone. */
  private ClusterView knowing(Sums known) {
    ClusterView view = Tallies.view(new Identity(1, 2));
    view.seed(new Tally(gone, "gone", 1, 0, known));
    return view;
  }

  private static Packing packing(FakeCluster.Seat seat, ClusterView view) {
    return new Packing(seat, view, Duration.ZERO);
  }

  private Sums packed(int owner) {
    return owner(owner).held().get(packedKey) instanceof Packed packed
        ? Objects.requireNonNull(Packs.sums(packed))
        : Sums.none();
  }

  private Sums held(int owner) {
    Map<Integer, Block> blocks = new HashMap<>();
    owner(owner)
        .held()
        .forEach(
            (key, value) -> {
              if (key instanceof EntryKey entry && value instanceof Block block) {
                blocks.put(entry.block(), block);
              }
            });
    return packed(owner).max(Blocks.sums(blocks));
  }

  /** After each step, the owners together hold at least this. */
  private void steps(Packing packing, int count, Sums least) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      packing.step();
      assertThat(held(0).max(held(1)).reaches(least)).as("held after step %d", i).isTrue();
    }
  }

  private void requireEveryOwnerHolds(Sums sums) {
    for (int i = 0; i < 2; i++) {
      assertThat(held(i).reaches(sums)).as("owner %d holds it", i).isTrue();
    }
  }

  private void requirePackedAlone(Sums sums) {
    for (int i = 0; i < 2; i++) {
      assertThat(owner(i).held().keySet()).as("owner %d", i).containsExactly(packedKey);
      assertThat(packed(i).reaches(sums)).as("owner %d has all of it", i).isTrue();
      assertThat(sums.reaches(packed(i))).as("owner %d has no more", i).isTrue();
    }
  }

  @Test
  void packedEntriesThatDiffer_becomeTheHighestOfEachSum() throws InterruptedException {
    pack(0, sums(9, 1, 0, 2));
    pack(1, sums(5, 7, 0, 2));
    Packing packing = packing(owner(0), knowing(sums(6, 6, 3)));
    steps(packing, 3, sums(9, 7, 0, 2));
    requirePackedAlone(sums(9, 7, 3, 2));
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
    Packed later = new Packed("gone", "", "", 2, 7, new byte[] {2, 0});
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

  @Test
  void twoPrimaries_whosePutsReplaceEachOther_endWithWhatBothKnow() throws Exception {
    loose(0, "left", sums(5, 5));
    loose(1, "left", sums(5, 5));
    FakeCluster.Seat first = seats.get(0);
    FakeCluster.Seat second = seats.get(1);
    first.believeInBeingPrimary();
    second.believeInBeingPrimary();
    Packing one = packing(first, knowing(sums(9, 1)));
    Packing two = packing(second, knowing(sums(1, 7)));
    boolean[] done = {false};
    first.watch(
        point -> {
          if (point.equals("putAll.before") && !done[0]) {
            done[0] = true;
            stepOnce(two); // It has read what the first has read, and its put goes under.
            assertThat(packed(0).of("n1").value()).isEqualTo(7);
          }
        });
    one.step();
    assertThat(packed(0).of("n1").value()).isEqualTo(5);
    for (int i = 0; i < 6; i++) {
      requireEveryOwnerHolds(sums(5, 5));
      two.step();
      requireEveryOwnerHolds(sums(5, 5));
      one.step();
    }
    requirePackedAlone(sums(9, 7));
  }

  @Test
  void putOfAPrimaryThatWasHeldUp_stillCarriesAllThatWasLoose() throws Exception {
    loose(0, "left", sums(5, 5));
    loose(1, "left", sums(5, 5));
    FakeCluster.Seat first = seats.get(0);
    FakeCluster.Seat second = seats.get(1);
    first.believeInBeingPrimary();
    second.believeInBeingPrimary();
    Packing slow = packing(first, knowing(sums(1, 1)));
    Packing quick = packing(second, knowing(sums(1, 1)));
    boolean[] done = {false};
    first.watch(
        point -> {
          if (point.equals("putAll.before") && !done[0]) {
            done[0] = true;
            for (int i = 0; i < 3; i++) {
              stepOnce(quick);
            }
            requirePackedAlone(sums(5, 5));
          }
        });
    slow.step();
    requirePackedAlone(sums(5, 5));
  }

  private static void stepOnce(Packing packing) {
    try {
      packing.step();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
