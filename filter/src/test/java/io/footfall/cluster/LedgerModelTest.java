package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.cluster.LedgerModel.Node;
import io.footfall.count.Sums;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.Roster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few ledgers over one store with every fault it has, each run another one by its seed. */
class LedgerModelTest {

  private static final int STEPS = 2_500;
  private static final int BLOCKS = Blocks.count(LedgerModel.COUNTERS);

  /** What the nodes do. */
  private interface Play {
    void play(LedgerModel model) throws Exception;
  }

  private static void play(long seed, Play play, String... names) {
    try {
      play.play(new LedgerModel(seed, names));
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whateverFails_nothingIsLostOrCountedTwice_andNoReadFalls(long seed) {
    play(seed, this::everythingFails, "a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void whateverFails_whileTheDeadArePackedAtOnce_nothingIsLostOrCountedTwice(long seed) {
    try {
      everythingFails(new LedgerModel(seed, Duration.ZERO, "a", "b", "c"));
    } catch (InterruptedException | AssertionError e) {
      throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private void everythingFails(LedgerModel model) throws InterruptedException {
    for (int step = 0; step < STEPS; step++) {
      disturb(model);
      Node node = model.any();
      if (node.alive) {
        act(model, node);
        node.look();
      }
    }
    model.cluster.heal();
    for (Node node : model.nodes) {
      node.seat.fate(Fate.DONE).moving(false);
      if (!node.alive && model.random.nextBoolean()) {
        node.start();
      }
    }
    for (int round = 0; round < 10; round++) {
      model.idle(1);
      for (Node node : model.alive()) {
        publishDead(model, node, false);
      }
    }
    model.cluster.deliverAll();
    model.idle(20);
    for (Node node : model.nodes) {
      node.requireHeld(node.sums(), "what it counted");
    }
    model.alive().forEach(Node::requireTruth);
  }

  private void disturb(LedgerModel model) {
    int dice = model.random.nextInt(100);
    if (dice < 5) {
      model.cluster.deliverOne();
    } else if (dice == 8) {
      model.cluster.split();
    } else if (dice == 9 || dice == 10) {
      model.cluster.heal();
    } else if (dice == 11) {
      Node node = model.any();
      if (!node.alive) {
        node.start();
      } else if (model.alive().size() > 1) {
        node.die();
      }
    }
  }

  private void act(LedgerModel model, Node node) throws InterruptedException {
    node.seat.fate(model.random.nextInt(3) == 0 ? model.anyOf(Fate.values()) : Fate.DONE);
    node.seat.moving(model.random.nextInt(20) == 0);
    try {
      switch (model.random.nextInt(6)) {
        case 0, 1 -> node.count();
        case 2, 3 -> {
          if (model.random.nextInt(10) == 0) {
            node.backUp();
          }
          node.ledger.commit(node.sums(), node.rings, model.random.nextBoolean());
        }
        case 4 -> {
          node.ledger.refresh();
          node.ledger.verify(model.random.nextBoolean());
        }
        default -> {
          node.ledger.enroll();
          publishDead(model, node, true);
        }
      }
    } catch (IllegalStateException unknown) {
      assertThat(unknown).hasMessageContaining("outcome unknown");
    }
  }

  /** Somebody finds the disks of those that are gone, or copies of them. */
  private void publishDead(LedgerModel model, Node by, boolean copies) throws InterruptedException {
    for (Node node : model.nodes) {
      if (!node.alive) {
        by.ledger.publish(copies ? node.anyDisk() : node.disk());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void lateMessagesOfThoseThatLive_areWrittenOver_thoughNobodyCountsAnyMore(long seed) {
    play(
        seed,
        model -> {
          model.idle(4);
          model.nodes.forEach(Node::countAll);
          model.nodes.forEach(node -> node.commit(Fate.FAILS_AND_LANDS_LATE, true));
          for (int step = 0; step < 30; step++) {
            Node node = model.any();
            node.count();
            node.commit(model.anyOf(Fate.DONE, Fate.FAILS_AND_LANDS_LATE), false);
          }
          model.nodes.forEach(Node::countAll);
          model.idle(6);
          for (Node node : model.nodes) {
            node.requireHeld(node.sums(), "what it counted");
          }
          model.cluster.deliverAll();
          for (Node node : model.nodes) {
            assertThat(node.isHeld(node.sums())).as("nothing landed late").isFalse();
          }
          model.idle(6);
          for (Node node : model.nodes) {
            node.requireHeld(node.sums(), "what it counted");
            node.requireTruth();
          }
        },
        "a",
        "b",
        "c");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void whatAnySurvivorSawOfTheDead_reachesEveryOwner_thoughNobodyCountsAnyMore(long seed) {
    play(
        seed,
        model -> {
          Node dead = model.any();
          dead.countAll();
          dead.commit(Fate.FAILS_AND_LANDS_LATE, true);
          dead.countAll();
          model.idle(4);
          for (int step = 0; step < 10; step++) {
            dead.count();
            // No other lands late, so that what does is older than what everybody has read.
            dead.commit(model.anyOf(Fate.DONE, Fate.FAILS_AT_THE_SECOND_OWNER), true);
            Node reader = model.any();
            reader.ledger.refresh();
          }
          dead.die();
          model.idle(6);
          requireWhole(model, dead);
          model.cluster.deliverAll();
          assertThat(dead.isHeld(model.alive().get(0).sees(dead)))
              .as("nothing landed late")
              .isFalse();
          model.idle(6);
          requireWhole(model, dead);
        },
        "a",
        "b",
        "c",
        "d");
  }

  private void requireWhole(LedgerModel model, Node dead) {
    for (Node reader : model.alive()) {
      dead.requireHeld(reader.sees(dead), "what " + reader.name + " saw");
    }
    assertThat(heldOf(dead).stream().distinct()).as("what the owners hold, alike").hasSize(BLOCKS);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void oldDiskOfTheDead_lowersNothingAtAnyOwner_whoeverFindsIt(long seed) {
    play(
        seed,
        model -> {
          Node dead = model.nodes.get(0);
          model.idle(4);
          for (int step = 0; step < 10; step++) {
            dead.backUp();
            dead.countAll();
            dead.commit(model.anyOf(Fate.DONE, Fate.FAILS_AT_THE_SECOND_OWNER), true);
          }
          dead.commit(Fate.DONE, true);
          Sums committed = dead.sums();
          dead.die();
          dead.countAll();
          Node stranger = model.join("stranger");
          for (int step = 0; step < 10; step++) {
            Node finder = step == 0 ? stranger : model.alive().get(model.random.nextInt(3));
            List<Block> before = heldOf(dead);
            int copy = model.random.nextInt(dead.backups.size());
            finder.ledger.publish(dead.disk(dead.backups.get(copy)));
            assertThat(heldOf(dead)).as("held after an old disk was found").isEqualTo(before);
            dead.requireHeld(committed, "what it committed");
          }
          assertThat(stranger.ledger.publish(dead.disk())).isFalse();
          assertThat(stranger.ledger.publish(dead.disk())).isTrue();
          dead.requireHeld(dead.sums(), "its last disk");
        },
        "dead",
        "a",
        "b");
  }

  private static List<Block> heldOf(Node node) {
    List<Block> blocks = new ArrayList<>();
    for (int b = 0; b < BLOCKS; b++) {
      for (@Nullable Object value : node.held(b)) {
        assertThat(value).isInstanceOf(Block.class);
        blocks.add((Block) value);
      }
    }
    return blocks;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void commitThatSucceeds_carriesAllThatFailedBefore(long seed) {
    play(
        seed,
        model -> {
          for (int step = 0; step < 200; step++) {
            Node node = model.any();
            if (model.random.nextBoolean()) {
              node.count();
            }
            // What lands late never does here, so that what an owner holds came with this.
            Fate fate = model.random.nextBoolean() ? Fate.DONE : model.anyOf(Fate.values());
            node.commit(fate, model.random.nextBoolean());
            if (fate == Fate.DONE) {
              node.requireHeld(node.sums(), "what it counted");
            }
          }
        },
        "a",
        "b",
        "c");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void ownersThatAreApart_letNoReadFall(long seed) {
    play(
        seed,
        model -> {
          Node reader = model.nodes.get(0);
          model.idle(2);
          for (int step = 0; step < 200; step++) {
            Node writer = model.nodes.get(1 + model.random.nextInt(2));
            writer.count();
            writer.commit(model.anyOf(Fate.values()), true);
            if (model.random.nextInt(5) == 0) {
              model.cluster.deliverOne();
            }
            if (model.random.nextInt(5) == 0) {
              model.cluster.heal(); // All is read anew after it, older than before or not.
            }
            reader.ledger.refresh();
            reader.look();
          }
          assertThat(reader.view.others()).as("whom it reads").hasSize(2);
        },
        "reader",
        "a",
        "b");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void identityThatALateListLeavesOut_isEnrolledAgain(long seed) {
    play(
        seed,
        model -> {
          Node first = model.any();
          first.seat.fate(Fate.FAILS_AND_LANDS_LATE);
          try {
            first.ledger.enroll(); // Written before the others have committed anything.
          } catch (IllegalStateException unknown) {
            assertThat(unknown).hasMessageContaining("outcome unknown");
          }
          first.seat.fate(Fate.DONE);
          model.nodes.forEach(node -> node.commit(Fate.DONE, true));
          List<String> all = model.nodes.stream().map(node -> node.identity.toString()).toList();
          for (Node node : model.nodes) {
            node.ledger.enroll();
          }
          requireEnrolled(model, all);
          model.cluster.deliverAll();
          assertThat(model.rosters())
              .as("nothing landed late")
              .noneMatch(roster -> roster.identities().containsAll(all));
          for (Node node : model.nodes) {
            node.ledger.enroll();
          }
          requireEnrolled(model, all);
          Node stranger = model.join("stranger");
          stranger.ledger.refresh();
          assertThat(stranger.view.others()).hasSize(all.size());
        },
        "a",
        "b",
        "c");
  }

  private static void requireEnrolled(LedgerModel model, List<String> all) {
    for (Roster roster : model.rosters()) {
      assertThat(roster.identities()).containsAll(all);
    }
  }
}
