package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three ledgers over one store, thousands of steps with every fault it has. */
class LedgerModelTest {

  private static final int COUNTERS = 150;
  private static final int STEPS = 3_000;

  /** A node as it really is: what it counted, and what it was ever seen to say. */
  private final class Node {
    final String name;
    final Identity identity = Identity.fresh();
    final long[] counted = new long[COUNTERS];
    final long[] read = new long[COUNTERS];
    long incarnation;
    FakeCluster.Seat seat;
    ClusterView view;
    ClusterLedger ledger;
    boolean alive;

    Node(String name) {
      this.name = name;
      this.view = Tallies.view(identity);
      this.seat = cluster.join(name + ".0");
      this.ledger = ledger();
      this.alive = true;
    }

    private ClusterLedger ledger() {
      return seat.ledger(Tallies.self(identity, ++incarnation, name), view, Clock.SYSTEM);
    }

    void start() {
      view = Tallies.view(identity);
      seat = cluster.join(name + "." + incarnation);
      ledger = ledger();
      java.util.Arrays.fill(read, 0);
      alive = true;
    }

    Sums sums() {
      return Tallies.sums(counted);
    }
  }

  private FakeCluster cluster = new FakeCluster(0);
  private final List<Node> nodes = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverFails_nothingIsLostOrCountedTwice_andNoReadFalls(long seed) throws Exception {
    Random random = new Random(seed);
    cluster = new FakeCluster(seed);
    for (String name : List.of("a", "b", "c")) {
      nodes.add(new Node(name));
    }
    for (int step = 0; step < STEPS; step++) {
      disturb(random);
      Node node = nodes.get(random.nextInt(nodes.size()));
      if (node.alive) {
        act(node, random);
        look(node);
      }
    }
    cluster.heal();
    cluster.deliverAll();
    nodes.forEach(node -> node.seat.fate(Fate.DONE).moving(false));
    for (Node node : nodes) {
      if (!node.alive && random.nextBoolean()) {
        node.start();
      }
    }
    for (int round = 0; round < 40; round++) {
      for (Node node : nodes) {
        if (node.alive) {
          node.ledger.commit(node.sums(), round % 4 == 0);
          node.ledger.refresh();
          node.ledger.enroll();
          node.ledger.verify(true);
          publishDead(node);
          look(node);
        }
      }
    }
    for (Node reader : nodes) {
      if (reader.alive) {
        for (int i = 0; i < COUNTERS; i++) {
          assertThat(read(reader, i)).as("%s reads n%d", reader.name, i).isEqualTo(counted(i));
        }
        assertThat(reader.ledger.isForked()).as("%s is forked", reader.name).isFalse();
      }
    }
    assertTheOwnersAgree();
  }

  private void disturb(Random random) {
    int dice = random.nextInt(100);
    if (dice < 8) {
      cluster.deliverOne();
    } else if (dice == 8) {
      cluster.split();
    } else if (dice < 11) {
      cluster.heal();
    } else if (dice == 11) {
      long alive = nodes.stream().filter(node -> node.alive).count();
      Node node = nodes.get(random.nextInt(nodes.size()));
      if (!node.alive) {
        node.start();
      } else if (alive > 1) {
        node.alive = false;
        cluster.kill(node.seat);
      }
    }
  }

  private void act(Node node, Random random) throws InterruptedException {
    Fate[] fates = Fate.values();
    node.seat.fate(random.nextInt(3) == 0 ? fates[random.nextInt(fates.length)] : Fate.DONE);
    node.seat.moving(random.nextInt(20) == 0);
    try {
      switch (random.nextInt(6)) {
        case 0, 1 -> node.counted[random.nextInt(COUNTERS)] += 1 + random.nextInt(5);
        case 2, 3 -> node.ledger.commit(node.sums(), random.nextBoolean());
        case 4 -> {
          node.ledger.refresh();
          node.ledger.verify(random.nextBoolean());
        }
        default -> {
          node.ledger.enroll();
          publishDead(node);
        }
      }
    } catch (IllegalStateException unknown) {
      assertThat(unknown).hasMessageContaining("outcome unknown");
    }
  }

  /** Somebody finds the disks of those that are gone. */
  private void publishDead(Node by) throws InterruptedException {
    for (Node node : nodes) {
      if (!node.alive) {
        by.ledger.publish(new Tally(node.identity, node.name, node.incarnation, 0, node.sums()));
      }
    }
  }

  private long counted(int counter) {
    return nodes.stream().mapToLong(node -> node.counted[counter]).sum();
  }

  private long read(Node reader, int counter) {
    long value = reader.counted[counter];
    for (Other other : reader.view.others()) {
      value += other.sum("n" + counter).value();
    }
    return value;
  }

  private void look(Node reader) {
    for (int i = 0; i < COUNTERS; i++) {
      long value = read(reader, i);
      assertThat(value).isBetween(reader.read[i], counted(i));
      reader.read[i] = value;
    }
  }

  private void assertTheOwnersAgree() {
    for (Node node : nodes) {
      List<FakeCluster.Seat> owners = cluster.owners(node.identity);
      for (FakeCluster.Seat owner : owners) {
        for (int b = 0; b < Blocks.count(COUNTERS); b++) {
          Object key = io.footfall.infinispan.EntryKey.sums(node.identity.toString(), b);
          assertThat(Blocks.holds(owner.held().get(key), Blocks.of(node.sums(), b)))
              .as("block %d of %s", b, node.name)
              .isTrue();
        }
      }
    }
  }
}
