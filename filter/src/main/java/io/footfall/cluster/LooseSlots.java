package io.footfall.cluster;

import io.footfall.count.Ring;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.SlotChunk;
import io.footfall.infinispan.SlotHeads;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The entries of time slots that one absent identity still has beside its packed one. There can be
 * some thousand, so they are read a part at each step, in rounds. Used by the cluster thread alone.
 */
final class LooseSlots {

  /** How many entries one step asks for. */
  private static final int ENTRIES_A_STEP = 64;

  private final Other other;
  private final String identity;

  /** What was read in this round. */
  private final Set<EntryKey> read = new HashSet<>();

  /** What was read in this step; the next one reads it again, unless this one comes to its end. */
  private final Set<EntryKey> reading = new HashSet<>();

  /** What some owner has of what was read in this step. */
  private final Set<Object> found = new HashSet<>();

  private final Set<Object> heads = new HashSet<>();
  private boolean removed;

  LooseSlots(Other other) {
    this.other = other;
    this.identity = other.identity().toString();
  }

  /** Reads the newest slots from every owner, and teaches them. */
  void readHeads(Store store) throws InterruptedException {
    heads.clear();
    EntryKey key = EntryKey.heads(identity);
    for (Object value : store.replicas(key)) {
      if (value instanceof SlotHeads newest) {
        other.learn(newest);
        heads.add(key);
      }
    }
  }

  /** The key of the newest slots, if some owner has them. */
  Set<Object> heads() {
    return heads;
  }

  /**
   * Reads some of the closed slots from every owner, and teaches them.
   *
   * @param here the keys of those that this node has itself
   * @return whether everything was read in this round
   */
  boolean readSome(Store store, Set<EntryKey> here) throws InterruptedException {
    reading.clear();
    found.clear();
    int left = ENTRIES_A_STEP;
    for (Map.Entry<EntryKey, Ring> entry : places(here).entrySet()) {
      EntryKey key = entry.getKey();
      if (read.contains(key)) {
        continue;
      }
      if (left-- == 0) {
        return false;
      }
      reading.add(key);
      for (Object value : store.replicas(key)) {
        if (value instanceof SlotChunk chunk) {
          other.learn(entry.getValue(), chunk);
          found.add(key);
        }
      }
    }
    return true;
  }

  /**
   * Where there may be closed slots, with the ring that they belong to: at all places that the
   * known rings have used, and wherever else this node has one, as where a tier once had other
   * places.
   */
  private Map<EntryKey, Ring> places(Set<EntryKey> here) {
    Map<EntryKey, Ring> places = new LinkedHashMap<>();
    for (Ring ring : other.rings().all()) {
      // The newest slots can be older than the closed ones, where a late message put them back.
      long used = Math.min(ring.places(), ring.lastChunk() + 2);
      for (long place = 0; place < used; place++) {
        places.put(EntryKey.slots(identity, ring.index(), ring.tier().seconds(), place), ring);
      }
      for (EntryKey key : here) {
        if (key.block() == ring.index() && key.tier() == ring.tier().seconds()) {
          places.put(key, ring);
        }
      }
    }
    return places;
  }

  /** The keys of those that some owner has, among what this step has read. */
  Set<Object> found() {
    return found;
  }

  /** Something of this identity is being removed; whether it was, the next round will tell. */
  void removing() {
    removed = true;
  }

  /** What was read was dealt with, and its outcome is known. */
  void endStep() {
    read.addAll(reading);
  }

  /**
   * Begins anew.
   *
   * @return whether nothing was removed in the round that ends
   */
  boolean endRound() {
    boolean clean = !removed;
    removed = false;
    read.clear();
    return clean;
  }
}
