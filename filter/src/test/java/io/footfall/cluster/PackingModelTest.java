package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.cluster.LedgerModel.Node;
import io.footfall.count.Sums;
import io.footfall.infinispan.PackedKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dead are packed at once, while everything happens that can happen to them and to others. */
class PackingModelTest {

  private static final int STEPS = 150;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 20);
  }

  /** What the nodes do. */
  private interface Play {
    void play(LedgerModel model) throws Exception;
  }

  private static void play(long seed, Play play) {
    try {
      play.play(new LedgerModel(seed, Duration.ZERO, "dead", "a", "b", "c"));
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
    }
  }

  /** Everybody counts, commits and reads; then the first dies. */
  private static Node dies(LedgerModel model) throws InterruptedException {
    model.nodes.forEach(Node::countAll);
    model.idle(4);
    Node dead = model.nodes.get(0);
    for (int i = 0; i < 200; i++) {
      dead.countAll();
    }
    dead.commit(Fate.DONE, true);
    dead.die();
    return dead;
  }

  private static void step(Node node, Fate fate) throws InterruptedException {
    node.seat.fate(fate);
    try {
      node.ledger.refresh();
      node.ledger.verify(true);
    } catch (IllegalStateException unknown) {
      assertThat(unknown).hasMessageContaining("outcome unknown");
    } finally {
      node.seat.fate(Fate.DONE);
    }
    node.look();
  }

  /** All that is left of it is one entry that says everything; who joins now reads it. */
  private static void requirePacked(LedgerModel model, Node dead) throws InterruptedException {
    dead.requireHeld(dead.sums(), "what it counted");
    dead.requireHistoryHeld(dead.rings, "packed");
    assertThat(dead.loose()).as("loose entries of the dead").isEmpty();
    assertThat(model.cluster.everything()).containsKey(new PackedKey(dead.identity.toString()));
    model.alive().forEach(Node::requireTruth);
    Node stranger = model.join("stranger");
    stranger.ledger.commit(stranger.sums(), true);
    stranger.ledger.refresh();
    stranger.requireTruth();
    assertThat(java.util.Objects.requireNonNull(stranger.view.get(dead.identity)).node())
        .isEqualTo(dead.name);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void twoThatPackAtOnce_withWritesThatFail_neverLoseWhatWasCommitted(long seed) {
    play(
        seed,
        model -> {
          Node dead = dies(model);
          model.nodes.forEach(node -> node.seat.believeInBeingPrimary());
          for (int i = 0; i < STEPS; i++) {
            Node node = model.alive().get(model.random.nextInt(3));
            step(
                node,
                model.anyOf(
                    Fate.DONE,
                    Fate.FAILS_BEFORE,
                    Fate.FAILS_AFTER,
                    Fate.FAILS_AT_THE_SECOND_OWNER));
            dead.requireHeld(dead.sums(), "what it committed, at step " + i);
            dead.requireHistoryHeld(dead.rings, "at step " + i);
          }
          model.idle(4);
          requirePacked(model, dead);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void splitsWhilePacking_neverLoseWhatWasCommitted_andOneEntryIsLeft(long seed) {
    play(
        seed,
        model -> {
          Node dead = dies(model);
          for (int i = 0; i < STEPS; i++) {
            int dice = model.random.nextInt(10);
            if (dice == 0) {
              model.cluster.split();
            } else if (dice == 1) {
              model.cluster.heal();
            }
            Node node = model.alive().get(model.random.nextInt(3));
            node.seat.moving(model.random.nextInt(10) == 0);
            step(node, model.anyOf(Fate.DONE, Fate.FAILS_BEFORE, Fate.FAILS_AFTER));
            assertThat(dead.isHeldAnywhere()).as("held at step %d what was committed", i).isTrue();
          }
          model.cluster.heal();
          model.alive().forEach(node -> node.seat.moving(false));
          model.idle(12);
          requirePacked(model, dead);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void returnWhilePacking_publishesEverythingAnew_andTheNextEndIsPackedAgain(long seed) {
    play(
        seed,
        model -> {
          Node dead = dies(model);
          for (int round = 0; round < 4; round++) {
            for (int i = model.random.nextInt(12); i > 0; i--) {
              step(model.alive().get(model.random.nextInt(3)), Fate.DONE);
            }
            dead.start();
            // Some have not seen yet that it is back, and go on packing.
            for (int i = model.random.nextInt(20); i > 0; i--) {
              if (model.random.nextBoolean()) {
                dead.count();
                dead.commit(model.anyOf(Fate.values()), true);
              }
              step(model.nodes.get(1 + model.random.nextInt(3)), Fate.DONE);
              if (model.random.nextInt(4) == 0) {
                model.cluster.deliverOne();
              }
            }
            model.cluster.deliverAll();
            model.idle(6);
            dead.requireHeld(dead.sums(), "what it counted");
            model.alive().forEach(Node::requireTruth);
            dead.countAll();
            dead.commit(Fate.DONE, true);
            dead.die();
          }
          model.idle(12);
          requirePacked(model, dead);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void diskFoundLater_goesIntoThePackedEntry_andMakesNothingLoose(long seed) {
    play(
        seed,
        model -> {
          Node dead = dies(model);
          Sums committed = dead.sums();
          dead.countAll();
          model.idle(8);
          dead.requireHeld(committed, "what it committed");
          assertThat(dead.loose()).as("loose entries of the dead").isEmpty();
          Node finder = model.alive().get(model.random.nextInt(3));
          assertThat(finder.ledger.publish(dead.disk())).isFalse();
          assertThat(finder.ledger.publish(dead.disk())).isTrue();
          assertThat(dead.loose()).as("loose entries of the dead").isEmpty();
          model.idle(12);
          requirePacked(model, dead);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void looseEntriesThatAMergeBringsBack_arePackedAgain(long seed) {
    play(
        seed,
        model -> {
          Node dead = dies(model);
          Map<Object, Object> before = new HashMap<>(model.cluster.everything());
          model.idle(8);
          assertThat(dead.loose()).isEmpty();
          model.cluster.owners(dead.identity).get(0).held().putAll(before);
          assertThat(dead.loose()).isNotEmpty();
          model.idle(12);
          requirePacked(model, dead);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void processWhoseFilesWentBack_isSeenByThePackedEntryToo(long seed) {
    play(
        seed,
        model -> {
          Node dead = dies(model);
          model.idle(8);
          assertThat(dead.loose()).isEmpty();
          dead.counted[model.random.nextInt(LedgerModel.COUNTERS)]--;
          dead.start();
          dead.commit(Fate.DONE, true);
          assertThat(dead.ledger.isForked()).isTrue();
        });
  }
}
