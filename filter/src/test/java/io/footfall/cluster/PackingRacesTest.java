package io.footfall.cluster;

import static io.footfall.cluster.Tallies.sums;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two that pack one identity at once. */
class PackingRacesTest extends PackingSteps {

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
