package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.cluster.LedgerModel.Node;
import io.footfall.count.Rings;
import io.footfall.count.Sums;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.PackedKey;
import io.footfall.infinispan.RosterKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes read a packed entry when it is another one, and else never again. */
class PackedNewsTest {

  private static final int DEAD = 30;

  /** So many are packed, and three are left. */
  private static LedgerModel packed(long seed) throws InterruptedException {
    LedgerModel model = new LedgerModel(seed, Duration.ZERO, "a", "b", "c");
    for (int i = 0; i < DEAD; i++) {
      Node node = model.join("dead" + i);
      node.countAll();
      node.commit(Fate.DONE, true);
      model.idle(1);
      node.die();
    }
    model.idle(80);
    for (Node dead : dead(model)) {
      assertThat(dead.loose()).as("loose entries of %s", dead.name).isEmpty();
    }
    return model;
  }

  private static List<Node> dead(LedgerModel model) {
    return model.nodes.stream().filter(node -> !node.alive).toList();
  }

  private static List<Integer> reads(LedgerModel model) {
    return model.alive().stream().map(node -> node.seat.packedReads()).toList();
  }

  private static long rostersWritten(LedgerModel model) {
    return model.alive().stream()
        .flatMap(node -> node.seat.written().stream())
        .filter(entries -> entries.containsKey(new RosterKey(0)))
        .count();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatDoesNotChange_isNotReadAgain(long seed) throws InterruptedException {
    LedgerModel model = packed(seed);
    List<Integer> before = reads(model);
    long written = rostersWritten(model);
    model.idle(100);
    assertThat(reads(model)).isEqualTo(before);
    assertThat(rostersWritten(model)).isEqualTo(written);
    model.alive().forEach(Node::requireTruth);
  }

  @Test
  void afterAChangeOfTheNodes_everythingIsReadOnce() throws InterruptedException {
    LedgerModel model = packed(2);
    List<Integer> before = reads(model);
    Node stranger = model.join("stranger");
    stranger.commit(Fate.DONE, true);
    model.idle(100);
    for (int i = 0; i < before.size(); i++) {
      // Also of itself and of the stranger, who may have been packed for all it knows.
      assertThat(reads(model).get(i) - before.get(i)).isEqualTo(DEAD + 2);
    }
    // Of the four that are alive too, and of itself once more before its first commit.
    assertThat(stranger.seat.packedReads()).isEqualTo(DEAD + 5);
    model.alive().forEach(Node::requireTruth);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void entryThatChanges_isReadByAll_within2Rounds(long seed) throws InterruptedException {
    LedgerModel model = packed(seed);
    List<Integer> before = reads(model);
    Node found = dead(model).get(model.random.nextInt(DEAD));
    found.countAll();
    Node finder = model.alive().get(model.random.nextInt(3));
    finder.ledger.publish(found.disk());
    model.idle(2);
    model.alive().forEach(Node::requireTruth);
    model.idle(50);
    IntStream.range(0, before.size())
        .forEach(i -> assertThat(reads(model).get(i) - before.get(i)).isBetween(0, 4));
  }

  /** As by a put that was held up: what it carries was read before something higher was written. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void entryThatALowerOneReplaces_isRestoredAtOnce_andNoReadFalls(long seed)
      throws InterruptedException {
    LedgerModel model = packed(seed);
    Node dead = dead(model).get(model.random.nextInt(DEAD));
    Sums lower = Tallies.sums(1, 1, 1);
    for (FakeCluster.Seat owner : model.cluster.owners(dead.identity)) {
      owner
          .held()
          .put(
              new PackedKey(dead.identity.toString()),
              Packs.of(
                  new NodeInfo(dead.name, "", "", "", "", 1, 1, 0, List.of()),
                  lower,
                  Rings.none()));
    }
    assertThat(dead.isHeldAnywhere()).isFalse();
    model.idle(4); // Taking turns alone, it would be some ten times as many.
    dead.requireHeld(dead.sums(), "what it counted");
    dead.requireHistoryHeld(dead.rings, "restored");
    model.alive().forEach(Node::requireTruth);
  }
}
