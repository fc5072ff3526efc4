package io.footfall.cluster;

import static io.footfall.cluster.Tallies.sums;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Identity;
import io.footfall.count.Rings;
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

/** An identity that is gone, its owners, and packers that know of it what a test says. */
abstract class PackingSteps {

  final FakeCluster cluster = new FakeCluster(1);
  final List<FakeCluster.Seat> seats =
      List.of(cluster.join("a"), cluster.join("b"), cluster.join("c"));
  final Identity gone = new Identity(3, 4);
  final PackedKey packedKey = new PackedKey(gone.toString());
  final NodeKey nodeKey = new NodeKey(gone.toString());

  FakeCluster.Seat owner(int number) {
    return cluster.owners(gone).get(number);
  }

  static NodeInfo info(String address, List<Long> weights) {
    return new NodeInfo("gone", "", "", address, "test", 2, 7, 0, weights);
  }

  void pack(int owner, Sums sums) {
    pack(owner, sums, Rings.none());
  }

  void pack(int owner, Sums sums, Rings rings) {
    owner(owner).held().put(packedKey, Packs.of(info("", List.of()), sums, rings));
  }

  void loose(int owner, String address, Sums sums) {
    List<Long> weights = new ArrayList<>();
    for (int b = 0; b < Blocks.count(sums.size()); b++) {
      owner(owner).held().put(EntryKey.sums(gone.toString(), b), Blocks.of(sums, b));
      weights.add(Blocks.weight(sums, b));
    }
    owner(owner).held().put(nodeKey, info(address, weights));
  }

  /** The entries of time slots. */
  void looseSlots(int owner, Rings rings) {
    String text = gone.toString();
    owner(owner).held().put(EntryKey.heads(text), SlotEntries.heads(rings));
    SlotEntries.chunks(text, rings)
        .forEach((key, chunk) -> owner(owner).held().put(key, SlotEntries.entry(chunk)));
  }

  /** What a node knows of the one that is gone. */
  ClusterView knowing(Sums known) {
    return knowing(known, Rings.none());
  }

  ClusterView knowing(Sums known, Rings rings) {
    ClusterView view = Tallies.view(new Identity(1, 2));
    view.seed(new Tally(gone, "gone", 1, 0, known, rings));
    return view;
  }

  static Packing packing(FakeCluster.Seat seat, ClusterView view) {
    return new Packing(seat, view, Duration.ZERO);
  }

  Sums packed(int owner) {
    return owner(owner).held().get(packedKey) instanceof Packed packed
        ? Objects.requireNonNull(Packs.sums(packed))
        : Sums.none();
  }

  Sums held(int owner) {
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
  void steps(Packing packing, int count, Sums least) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      packing.step();
      assertThat(held(0).max(held(1)).reaches(least)).as("held after step %d", i).isTrue();
    }
  }

  void requireEveryOwnerHolds(Sums sums) {
    for (int i = 0; i < 2; i++) {
      assertThat(held(i).reaches(sums)).as("owner %d holds it", i).isTrue();
    }
  }

  void requirePackedAlone(Sums sums) {
    for (int i = 0; i < 2; i++) {
      assertThat(owner(i).held().keySet()).as("owner %d", i).containsExactly(packedKey);
      assertThat(packed(i).reaches(sums)).as("owner %d has all of it", i).isTrue();
      assertThat(sums.reaches(packed(i))).as("owner %d has no more", i).isTrue();
    }
  }
}
