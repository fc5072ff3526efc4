package io.footfall.cluster;

import io.footfall.count.Chunk;
import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.SlotChunk;
import io.footfall.infinispan.SlotHeads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads back the histories of other identities, a part at each step, because one has some hundred
 * entries: takes in what the owners hold, and finds what they lack. Used by the cluster thread
 * alone.
 */
final class SlotChecks {

  /** How many entries one step asks for. */
  private static final int ENTRIES_A_STEP = 64;

  /** One entry that is still to be looked at. */
  private record Part(String counter, int seconds, long chunk) {}

  /** By identity, what is left of the round that is under way. */
  private final Map<Identity, Deque<Part>> rounds = new HashMap<>();

  /**
   * Looks at some entries.
   *
   * @param packed whether these entries need not be there, because there is a packed one; then they
   *     are only taken in
   * @param lacking is given what the owners lack, to be written
   * @return whether a round has ended, in which every owner was seen to hold everything
   */
  boolean step(Store store, Other other, boolean packed, Map<Object, Object> lacking)
      throws InterruptedException {
    String identity = other.identity().toString();
    Deque<Part> left = rounds.get(other.identity());
    if (left == null) {
      EntryKey key = EntryKey.heads(identity);
      List<@Nullable Object> held = store.replicas(key);
      for (Object value : held) {
        if (value instanceof SlotHeads heads) {
          other.learn(heads);
        }
      }
      SlotHeads whole = SlotEntries.heads(other.rings());
      if (!packed && held.stream().anyMatch(value -> !SlotEntries.holds(value, whole))) {
        lacking.put(key, whole);
      }
      left = new ArrayDeque<>();
      addTo(left, other.rings());
      rounds.put(other.identity(), left);
    }
    boolean complete = lacking.isEmpty();
    for (int i = 0; i < ENTRIES_A_STEP && !left.isEmpty(); i++) {
      Part part = left.removeFirst();
      Ring ring = other.rings().ring(part.counter, part.seconds);
      if (ring != null && !check(store, other, ring, part.chunk, packed, lacking)) {
        complete = false;
        left.addLast(part);
      }
    }
    if (left.isEmpty()) {
      rounds.remove(other.identity());
      return complete;
    }
    return false;
  }

  /** Ends a round that is under way. */
  void forget(Other other) {
    rounds.remove(other.identity());
  }

  private static void addTo(Deque<Part> left, Rings rings) {
    for (Ring ring : rings.all()) {
      for (long chunk = ring.firstChunk(); chunk <= ring.lastChunk(); chunk++) {
        left.add(new Part(ring.counter(), ring.tier().seconds(), chunk));
      }
    }
  }

  private static boolean check(
      Store store, Other other, Ring ring, long number, boolean packed, Map<Object, Object> lacking)
      throws InterruptedException {
    EntryKey key = SlotEntries.key(other.identity().toString(), ring, number);
    List<@Nullable Object> held = store.replicas(key);
    for (Object value : held) {
      if (value instanceof SlotChunk chunk) {
        other.learn(ring, chunk);
      }
    }
    Ring now = other.rings().ring(ring.counter(), ring.tier().seconds());
    Chunk known = now == null ? null : now.chunk(number);
    if (packed || known == null) {
      return true;
    }
    SlotChunk whole = SlotEntries.entry(known);
    if (held.stream().allMatch(value -> SlotEntries.holds(value, whole))) {
      return true;
    }
    lacking.put(key, whole);
    return false;
  }
}
