package io.footfall.cluster;

import static io.footfall.cluster.Tallies.sums;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
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

  /** The held one lands after the other was confirmed, and takes away what only that one knew. */
  @Test
  void putThatWasHeldUp_replacesAHigherOne_andTheOtherNodeRestoresIt() throws Exception {
    loose(0, "left", sums(5, 5));
    loose(1, "left", sums(5, 5));
    FakeCluster.Seat first = seats.get(0);
    FakeCluster.Seat second = seats.get(1);
    first.believeInBeingPrimary();
    second.believeInBeingPrimary();
    Packing slow = packing(first, knowing(sums(1, 1)));
    ClusterView view = knowing(sums(9, 9));
    Packing quick = packing(second, view);
    boolean[] done = {false};
    first.watch(
        point -> {
          if (point.equals("putAll.before") && !done[0]) {
            done[0] = true;
            for (int i = 0; i < 3; i++) {
              stepOnce(quick);
            }
            requirePackedAlone(sums(9, 9));
          }
        });
    slow.step();
    requirePackedAlone(sums(5, 5)); // Until somebody reads back.
    Other known = Objects.requireNonNull(view.get(gone));
    assertThat(known.tally().sums().reaches(sums(9, 9))).as("what the second reads").isTrue();

    // The first has gone; the second reads back, taking turns among those that are absent.
    Publication own = new Publication(Tallies.self(view.self(), 1, "second"), second.address(), 0);
    AntiEntropy antiEntropy = new AntiEntropy(second, own, view, quick);
    cluster.kill(first);
    antiEntropy.step(true);
    antiEntropy.step(true);
    requirePackedAlone(sums(9, 9));
  }

  private static void stepOnce(Packing packing) {
    try {
      packing.step();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
