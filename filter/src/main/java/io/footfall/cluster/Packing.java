package io.footfall.cluster;

import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.infinispan.EntryKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns what is left of identities that have been absent for long into one compact entry each: its
 * sums, its time slots, and who it was. Done by the primary owner of the identity's entries; used
 * by the cluster thread alone.
 *
 * <p>First the packed entry is written, with the max of all that any owner and this node's view
 * hold. Only when every owner was seen to hold it are the loose entries removed. So whatever an
 * identity has counted is in the ledger at every moment, and since whoever reads takes the max of
 * packed and loose, it does no harm that two primary owners pack at once, that a split or a late
 * message brings loose entries back (they are removed again), or that the identity returns: its
 * first commit carries everything, and what a removal took from it by then is found by its own
 * reading back.
 */
final class Packing {

  /** So that packing many takes a while rather than the time of the commits. */
  private static final int IDENTITIES_A_STEP = 2;

  private final Store store;
  private final ClusterView view;
  private final Duration after;

  private long changes = -1;

  /** Those that were seen to be packed, with nothing loose beside, since the last change. */
  private final Set<Identity> settled = new HashSet<>();

  private final Set<Identity> queue = new LinkedHashSet<>();

  /** Of those that are being packed, how far their slots were read. */
  private final Map<Identity, LooseSlots> slots = new HashMap<>();

  /**
   * @param after for how long an identity is absent before it is packed
   */
  Packing(Store store, ClusterView view, Duration after) {
    this.store = store;
    this.view = view;
    this.after = after;
  }

  /** Packs a little. */
  void step() throws InterruptedException {
    if (store.isMoving()) {
      return;
    }
    long now = store.changes();
    if (now != changes) {
      changes = now;
      settled.clear();
      slots.clear();
    }
    for (Other other : view.others()) {
      if (isDue(other) && !settled.contains(other.identity())) {
        queue.add(other.identity());
      }
    }
    for (Identity identity :
        List.copyOf(queue).subList(0, Math.min(IDENTITIES_A_STEP, queue.size()))) {
      // To the end at first, so that one that cannot be asked does not hold up the others.
      queue.remove(identity);
      queue.add(identity);
      Other other = view.get(identity);
      boolean due = other != null && isDue(other);
      if (other != null && due && pack(other)) {
        settled.add(identity);
        due = false;
      }
      if (!due) {
        queue.remove(identity);
        slots.remove(identity);
      }
    }
  }

  /** Looks again at an identity of which loose entries were seen. */
  void unsettle(Identity identity) {
    settled.remove(identity);
  }

  private boolean isDue(Other other) {
    return !other.isPresent()
        && other.age().compareTo(after) >= 0
        && store.isPrimaryOwner(other.identity());
  }

  /** Whether there is nothing left to do. */
  private boolean pack(Other other) throws InterruptedException {
    Set<EntryKey> here = store.keysHere(other.identity());
    Held held = Held.read(store, other.identity(), other.tally().sums(), blocks(here));
    held.teach(other);
    if (held.isUnreadable()) {
      return true;
    }
    if (store.members().contains(held.address())) {
      return false; // It has returned.
    }
    LooseSlots loose = slots.computeIfAbsent(other.identity(), any -> new LooseSlots(other));
    loose.readHeads(store);
    boolean isLoose = held.isLoose() || !loose.heads().isEmpty() || !here.isEmpty();
    if (!isLoose && isPacked(held, other)) {
      return true;
    }
    boolean allRead = loose.readSome(store, here);
    boolean packed = isPacked(held, other);
    if (packed) {
      remove(held, loose, allRead);
    } else if (allRead) {
      // The next round will tell whether every owner holds it.
      store.putAll(held.packed(other.tally(), merged(held, other), other.rings()));
    }
    loose.endStep();
    return allRead && loose.endRound() && packed;
  }

  private static boolean isPacked(Held held, Other other) {
    return held.isPackedEverywhere(merged(held, other), other.rings());
  }

  private static Sums merged(Held held, Other other) {
    return held.sums().max(other.tally().sums());
  }

  /**
   * Every owner was seen to have all of this in its packed entry. The description goes last,
   * because it tells that there is more.
   */
  private void remove(Held held, LooseSlots loose, boolean allRead) {
    Set<Object> keys = new HashSet<>(loose.found());
    if (allRead) {
      keys.addAll(held.loose());
      keys.addAll(loose.heads());
    }
    if (!keys.isEmpty()) {
      loose.removing();
      store.removeAll(keys);
    }
  }

  /** How many blocks there are at least. */
  private static int blocks(Set<EntryKey> here) {
    return here.stream()
        .filter(key -> key.tier() == 0)
        .mapToInt(key -> key.block() + 1)
        .max()
        .orElse(0);
  }
}
