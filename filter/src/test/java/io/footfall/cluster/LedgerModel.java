package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.count.FakeClock;
import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.count.Tier;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.IdentityKey;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedKey;
import io.footfall.infinispan.Roster;
import io.footfall.infinispan.RosterKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Ledgers over one faulty store, next to what is true. All of it follows from the seed. */
final class LedgerModel {

  static final int COUNTERS = 150;

  /** The counters with a history, in these lengths; nothing in it is ever overwritten. */
  private static final int[] SERIES = {0, 70};

  private static final List<Tier> TIERS = List.of(new Tier(10, 4_000), new Tier(60, 4_000));

  final Random random;
  final FakeCluster cluster;
  private final Duration packAfter;
  private long time = 1_000_000;
  final List<Node> nodes = new ArrayList<>();

  LedgerModel(long seed, String... names) {
    this(seed, ClusterOptions.PACK_AFTER, names);
  }

  /**
   * @param packAfter for how long an identity is absent before it is packed
   */
  LedgerModel(long seed, Duration packAfter, String... names) {
    this.packAfter = packAfter;
    random = new Random(seed);
    cluster = new FakeCluster(seed);
    for (String name : names) {
      join(name);
    }
  }

  Node join(String name) {
    Node node = new Node(name);
    nodes.add(node);
    return node;
  }

  /** A node as it really is: what it counted, and what it was ever seen to say. */
  final class Node {
    final String name;
    final Identity identity = new Identity(random.nextLong(), random.nextLong());
    final long[] counted = new long[COUNTERS];

    /** The same over time. */
    Rings rings = Rings.none();

    /** Copies of its disk, the oldest first. */
    final List<long[]> backups = new ArrayList<>();

    private final long[] read = new long[COUNTERS];
    private final Map<Node, Rings> readRings = new HashMap<>();
    private long incarnation;
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
      return seat.ledger(
          Tallies.self(identity, ++incarnation, name), view, new FakeClock(), packAfter);
    }

    void start() {
      view = Tallies.view(identity);
      seat = cluster.join(name + "." + incarnation);
      ledger = ledger();
      java.util.Arrays.fill(read, 0);
      readRings.clear();
      alive = true;
    }

    void die() {
      alive = false;
      cluster.kill(seat);
    }

    Sums sums() {
      return Tallies.sums(counted);
    }

    /** Counts a little; sometimes under many names. */
    void count() {
      int names = random.nextInt(4) == 0 ? COUNTERS : 1;
      for (int i = 0; i < names; i++) {
        counted[random.nextInt(COUNTERS)] += 1 + random.nextInt(5);
      }
      counted[SERIES[0]]++;
      advance();
    }

    private void advance() {
      time += 4;
      for (int counter : SERIES) {
        for (Tier tier : TIERS) {
          String name = "n" + counter;
          Ring known = rings.ring(name, tier.seconds());
          Ring ring = known == null ? Ring.begin(name, counter, tier, Sum.ZERO, time) : known;
          rings = rings.with(ring.advance(new Sum(counted[counter], 0), time));
        }
      }
    }

    /** Counts under every name, so that each block of before is older than each of now. */
    void countAll() {
      for (int i = 0; i < COUNTERS; i++) {
        counted[i] += 1 + random.nextInt(5);
      }
      advance();
    }

    void commit(Fate fate, boolean heartbeat) {
      seat.fate(fate);
      try {
        ledger.commit(sums(), rings, heartbeat);
      } catch (IllegalStateException unknown) {
        assertThat(unknown).hasMessageContaining("outcome unknown");
      } finally {
        seat.fate(Fate.DONE);
      }
    }

    /** What a node does at each tick, when nothing fails. */
    void tick(boolean chores) throws InterruptedException {
      ledger.commit(sums(), rings, chores);
      ledger.refresh();
      ledger.enroll();
      ledger.verify(chores);
      look();
    }

    Tally disk() {
      return new Tally(identity, name, incarnation, 0, sums(), rings);
    }

    Tally disk(long[] copy) {
      return new Tally(identity, name, incarnation, 0, Tallies.sums(copy));
    }

    /** The disk as it was at some time. */
    Tally anyDisk() {
      int copy = random.nextInt(backups.size() + 1);
      return copy == backups.size() ? disk() : disk(backups.get(copy));
    }

    void backUp() {
      backups.add(counted.clone());
    }

    /** All that it knows of another. */
    Sums sees(Node other) {
      return Objects.requireNonNull(view.get(other.identity)).tally().sums();
    }

    long reads(Node other, int counter) {
      if (other == this) {
        return counted[counter];
      }
      Other known = view.get(other.identity);
      return known == null ? 0 : known.sum("n" + counter).value();
    }

    long reads(int counter) {
      return nodes.stream().mapToLong(node -> reads(node, counter)).sum();
    }

    /** No read falls, and none has more than was counted. */
    void look() {
      for (int i = 0; i < COUNTERS; i++) {
        long value = reads(i);
        if (value < read[i] || value > truth(i)) {
          assertThat(value).as("%s reads n%d", name, i).isBetween(read[i], truth(i));
        }
        read[i] = value;
      }
      for (Node other : nodes) {
        Rings seen = seesRings(other);
        Rings before = readRings.put(other, seen);
        if (seen.equals(before)) {
          continue;
        }
        if (before != null && !seen.reaches(before)) {
          assertThat(seen).as("%s reads of %s, after", name, other.name).isEqualTo(before);
        }
        if (!other.rings.reaches(seen)) {
          assertThat(seen).as("%s reads of %s", name, other.name).isEqualTo(other.rings);
        }
      }
    }

    /** What it knows of another over time. */
    Rings seesRings(Node other) {
      Other known = other == this ? null : view.get(other.identity);
      return known == null ? Rings.none() : known.rings();
    }

    void requireTruth() {
      for (int i = 0; i < COUNTERS; i++) {
        assertThat(reads(i)).as("%s reads n%d", name, i).isEqualTo(truth(i));
      }
      for (Node other : nodes) {
        if (other != this) {
          assertThat(seesRings(other).reaches(other.rings))
              .as(
                  "%s reads all slots of %s: %s of %s",
                  name, other.name, seesRings(other), other.rings)
              .isTrue();
        }
      }
      assertThat(ledger.isForked()).as("%s is forked", name).isFalse();
    }

    /** What each owner of a block holds of it. */
    List<@Nullable Object> held(int block) {
      EntryKey key = EntryKey.sums(identity.toString(), block);
      List<@Nullable Object> values = new ArrayList<>();
      cluster.owners(identity).forEach(owner -> values.add(owner.held().get(key)));
      return values;
    }

    /** What each owner holds of it, the higher of packed and loose. */
    List<Sums> heldSums() {
      return cluster.owners(identity).stream().map(owner -> heldSums(owner.held())).toList();
    }

    private Sums heldSums(Map<Object, Object> held) {
      Map<Integer, Block> blocks = new HashMap<>();
      for (int b = 0; b < Blocks.count(COUNTERS); b++) {
        if (held.get(EntryKey.sums(identity.toString(), b)) instanceof Block block) {
          blocks.put(b, block);
        }
      }
      Sums loose = Blocks.sums(blocks);
      return held.get(new PackedKey(identity.toString())) instanceof Packed packed
          ? loose.max(Objects.requireNonNull(Packs.sums(packed)))
          : loose;
    }

    private Rings heldRings(Map<Object, Object> held) {
      return Tallies.rings(identity, held);
    }

    /** Whether some node of the cluster holds it, all that was committed and every slot. */
    boolean isHeldAnywhere() {
      Map<Object, Object> all = cluster.everything();
      return heldSums(all).reaches(sums()) && heldRings(all).reaches(rings);
    }

    /** The keys of the loose entries that any node of the cluster holds of it. */
    List<Object> loose() {
      return cluster.everything().keySet().stream()
          .filter(key -> key instanceof NodeKey || key instanceof EntryKey)
          .filter(key -> ((IdentityKey) key).identity().equals(identity.toString()))
          .toList();
    }

    /** Whether every owner of this node's entries holds at least these sums. */
    boolean isHeld(Sums sums) {
      return heldSums().stream().allMatch(held -> held.reaches(sums));
    }

    /** Every owner of its entries holds all its slots. */
    void requireHistoryHeld(Rings whole, String when) {
      for (FakeCluster.Seat owner : cluster.owners(identity)) {
        assertThat(heldRings(owner.held()).reaches(whole))
            .as("%s holds all slots of %s, %s", owner.address(), name, when)
            .isTrue();
      }
    }

    void requireHeld(Sums sums, String whose) {
      assertThat(heldSums()).as("owners of %s", name).isNotEmpty();
      if (!isHeld(sums)) {
        for (int b = 0; b < Blocks.count(sums.size()); b++) {
          Block whole = Blocks.of(sums, b);
          assertThat(held(b))
              .as("what the owners hold of block %d of %s, against %s", b, name, whose)
              .allMatch(value -> Blocks.holds(value, whole));
        }
        assertThat(false).as("packed and loose of %s, against %s", name, whose).isTrue();
      }
    }
  }

  long truth(int counter) {
    return nodes.stream().mapToLong(node -> node.counted[counter]).sum();
  }

  List<Node> alive() {
    return nodes.stream().filter(node -> node.alive).toList();
  }

  Node any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  Fate anyOf(Fate... fates) {
    return fates[random.nextInt(fates.length)];
  }

  /** All that are alive do what they do at each tick, and nobody counts. */
  void idle(int ticks) throws InterruptedException {
    for (int tick = 0; tick < ticks; tick++) {
      for (Node node : alive()) {
        node.tick(tick % 2 == 0);
      }
    }
  }

  /** Each owner's list of all identities. */
  List<Roster> rosters() {
    return cluster.rosterOwners().stream()
        .map(owner -> (Roster) Objects.requireNonNull(owner.held().get(new RosterKey(0))))
        .toList();
  }
}
