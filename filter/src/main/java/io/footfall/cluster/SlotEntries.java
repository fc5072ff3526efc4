package io.footfall.cluster;

import io.footfall.count.Chunk;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Slot;
import io.footfall.count.Sum;
import io.footfall.count.Tier;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.SlotChunk;
import io.footfall.infinispan.SlotHead;
import io.footfall.infinispan.SlotHeads;
import io.footfall.infinispan.SlotState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An identity's history as entries of the ledger, and back. */
final class SlotEntries {

  private SlotEntries() {}

  static EntryKey key(String identity, Ring ring, long chunk) {
    return EntryKey.slots(
        identity, ring.index(), ring.tier().seconds(), Math.floorMod(chunk, ring.places()));
  }

  /** The closed slots of all rings, by key. */
  static Map<EntryKey, Chunk> chunks(String identity, Rings rings) {
    Map<EntryKey, Chunk> chunks = new LinkedHashMap<>();
    for (Ring ring : rings.all()) {
      for (Chunk chunk : ring.chunks()) {
        chunks.put(key(identity, ring, chunk.number()), chunk);
      }
    }
    return chunks;
  }

  /** The newest slot of all rings. */
  static SlotHeads heads(Rings rings) {
    List<SlotHead> heads = new ArrayList<>();
    for (Ring ring : rings.all()) {
      heads.add(
          new SlotHead(
              ring.counter(),
              ring.index(),
              ring.tier().seconds(),
              ring.tier().slots(),
              state(ring.newest())));
    }
    return new SlotHeads(heads);
  }

  static SlotChunk entry(Chunk chunk) {
    return new SlotChunk(chunk.number(), chunk.slots().stream().map(SlotEntries::state).toList());
  }

  static SlotState state(Slot slot) {
    return new SlotState(
        slot.serial(),
        slot.start(),
        slot.open().increments(),
        slot.open().decrements(),
        slot.end().increments(),
        slot.end().decrements());
  }

  /** The rings with the newest slots that an entry tells of. */
  static Rings with(Rings rings, SlotHeads heads) {
    List<Ring> changed = new ArrayList<>();
    for (SlotHead head : heads.heads()) {
      if (head.seconds() <= 0 || head.slots() <= 0) {
        continue;
      }
      Ring told =
          Ring.of(
              head.counter(),
              head.index(),
              new Tier(head.seconds(), head.slots()),
              slot(head.newest(), null));
      Ring known = rings.ring(head.counter(), head.seconds());
      changed.add(known == null ? told : known.max(told));
    }
    return rings.with(changed);
  }

  static Chunk chunk(SlotChunk entry) {
    List<Slot> slots = new ArrayList<>();
    Slot before = null;
    for (SlotState state : entry.slots()) {
      before = slot(state, before);
      slots.add(before);
    }
    return new Chunk(entry.number(), slots);
  }

  /** Most slots open where the last one ended; the sums are then the same object. */
  static Slot slot(SlotState state, @Nullable Slot before) {
    Sum open = new Sum(state.openIncrements(), state.openDecrements());
    Sum end = new Sum(state.endIncrements(), state.endDecrements());
    boolean follows = before != null && before.end().equals(open);
    return new Slot(
        state.serial(), state.start(), follows && before != null ? before.end() : open, end);
  }

  /** Whether an owner's entry holds all slots of a chunk, or a later chunk that took its place. */
  static boolean holds(@Nullable Object held, SlotChunk whole) {
    return held instanceof SlotChunk chunk && chunk.max(whole).equals(chunk);
  }

  /** Whether an owner's entry holds all of these slots, or later ones. */
  static boolean holds(@Nullable Object held, SlotHeads whole) {
    return whole.heads().isEmpty()
        || (held instanceof SlotHeads heads && heads.max(whole).equals(heads));
  }
}
