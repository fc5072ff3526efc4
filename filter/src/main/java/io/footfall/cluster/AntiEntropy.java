package io.footfall.cluster;

import io.footfall.count.Identity;
import io.footfall.count.Rings;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.infinispan.NodeKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the ledger back and writes again what it lacks.
 *
 * <p>A put replaces whatever was there: a late message may land after a newer one, and when a
 * writer dies in the middle of a commit its owners can be left with different values for good. So
 * what counts as written is what every owner was seen to hold. Own blocks are checked a few at each
 * step, and all of them after nodes joined or left or a split healed, again and again until none is
 * missing anything. For an identity whose process is gone, the primary owner of its entries does
 * the same, and every node looks at all absent ones in turn, because it may be the only one that
 * read what died with an owner. Used by the cluster thread alone.
 */
final class AntiEntropy {

  private static final Comparator<Identity> BY_TEXT = Comparator.comparing(Identity::toString);
  private static final int BLOCKS_A_STEP = 2;
  private static final int BLOCKS_A_STEP_OF_A_PASS = 64;
  private static final int IDENTITIES_A_STEP_OF_A_PASS = 4;

  private final Store store;
  private final Publication own;
  private final ClusterView view;
  private final Packing packing;

  private final SlotChecks slotChecks = new SlotChecks();

  private long changes = -1;
  private int nextBlock;
  private int blocksLeft;
  private boolean lacking;

  /** The absent identities that this node answers for, and has looked at since the last change. */
  private final Set<Identity> looked = new HashSet<>();

  private final Set<Identity> toLookAt = new LinkedHashSet<>();
  private int nextAbsent;

  AntiEntropy(Store store, Publication own, ClusterView view, Packing packing) {
    this.packing = packing;
    this.store = store;
    this.own = own;
    this.view = view;
  }

  /**
   * Checks a little.
   *
   * @param alsoAbsent whether to look at one absent identity even if nothing has happened
   */
  void step(boolean alsoAbsent) throws InterruptedException {
    if (store.isMoving()) {
      return;
    }
    long now = store.changes();
    if (now != changes) {
      changes = now;
      blocksLeft = own.entries();
      lacking = false;
      looked.clear();
    }
    checkOwn();
    checkAbsent(alsoAbsent);
  }

  private void checkAbsent(boolean alsoOne) throws InterruptedException {
    List<Identity> ours =
        view.others().stream().map(Other::identity).filter(this::isOurs).sorted(BY_TEXT).toList();
    // Compared at each step, because an identity can become this node's to answer for without the
    // nodes changing: its own process is only now seen to be gone, or it is only now heard of.
    looked.retainAll(ours);
    ours.stream().filter(looked::add).forEach(toLookAt::add);
    if (toLookAt.isEmpty() && alsoOne) {
      // Among all that are absent: a node can have read of one what died with its only owner.
      List<Identity> absent =
          view.others().stream()
              .filter(other -> !other.isPresent())
              .map(Other::identity)
              .sorted(BY_TEXT)
              .toList();
      if (!absent.isEmpty()) {
        toLookAt.add(absent.get(Math.floorMod(nextAbsent++, absent.size())));
      }
    }
    List<Identity> next = toLookAt.stream().limit(IDENTITIES_A_STEP_OF_A_PASS).toList();
    for (Identity identity : next) {
      // To the end at first, so that one that cannot be asked neither goes nor holds up the others.
      toLookAt.remove(identity);
      toLookAt.add(identity);
      Other other = view.get(identity);
      if (other == null || other.isPresent() || confirm(other.tally())) {
        toLookAt.remove(identity);
      }
    }
  }

  /** An absent identity's turn comes before that of those who only take turns. */
  void lookAt(Identity identity) {
    toLookAt.add(identity);
  }

  private boolean isOurs(Identity identity) {
    Other other = view.get(identity);
    return other != null && !other.isPresent() && store.isPrimaryOwner(identity);
  }

  private void checkOwn() throws InterruptedException {
    int blocks = own.entries();
    int steps = Math.min(blocksLeft > 0 ? BLOCKS_A_STEP_OF_A_PASS : BLOCKS_A_STEP, blocks);
    for (int i = 0; i < steps; i++) {
      nextBlock = (nextBlock + 1) % blocks;
      for (Object held : store.replicas(own.key(nextBlock))) {
        lacking |= !own.check(nextBlock, held);
      }
    }
    blocksLeft = Math.max(0, blocksLeft - steps);
    if (blocksLeft == 0) {
      blocksLeft = lacking ? blocks : 0;
      lacking = false;
    }
  }

  /**
   * Takes in what the ledger holds of an identity that is not this process's, and writes what it
   * lacks, only where it is higher. While that identity's own process is in the cluster, it alone
   * writes.
   *
   * @return whether every owner was seen to hold at least this tally; after a write, the next call
   *     will tell
   */
  boolean confirm(Tally tally) throws InterruptedException {
    Other other = view.other(tally.identity(), tally.node());
    if (other == null) {
      return true;
    }
    other.learn(tally);
    if (store.isMoving()) {
      return false;
    }
    Sums known = other.tally().sums();
    Held held = Held.read(store, tally.identity(), known, 0);
    held.teach(other);
    if (held.isUnreadable()) {
      return false;
    }
    Sums merged = held.sums().max(known);
    Map<Object, Object> lackingSlots = new HashMap<>();
    boolean packed = held.isPacked() && !other.isPresent();
    boolean slotsChecked = true;
    if (packed && !held.isLoose()) {
      slotChecks.forget(other); // They are checked with the packed entry.
    } else {
      slotsChecked = slotChecks.step(store, other, packed, lackingSlots);
    }
    if (other.isPresent()) {
      Map<Object, Object> lacking = held.lacking(tally, merged);
      lacking.remove(new NodeKey(tally.identity().toString()));
      return slotsChecked && lacking.isEmpty();
    }
    // What is packed is not made loose again.
    Map<Object, Object> lacking;
    if (packed) {
      if (held.isLoose()) {
        packing.unsettle(tally.identity());
      }
      Rings rings = other.rings();
      lacking =
          held.isPackedEverywhere(merged, rings) ? Map.of() : held.packed(tally, merged, rings);
    } else {
      lacking = new HashMap<>(held.lacking(tally, merged));
      lacking.putAll(lackingSlots);
    }
    if (!lacking.isEmpty()) {
      store.putAll(lacking);
    }
    return slotsChecked && lacking.isEmpty();
  }
}
