package io.footfall.cluster;

import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.SlotChunk;
import io.footfall.infinispan.SlotHeads;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the histories of the others into the view: of those that have published since, the newest
 * slots, and then the closed ones that are missing. Used by the cluster thread alone.
 */
final class SlotRefresh {

  /** How many chunks one refresh asks for; the rest follows with the next. */
  private static final int CHUNKS_A_READ = 256;

  /** What is not there after so many reads is not asked for until nodes join or leave. */
  private static final int MOST_TRIES = 5;

  private record Wanted(Other other, Ring ring) {}

  private final Store store;
  private final ClusterView view;
  private final Map<EntryKey, Integer> tries = new HashMap<>();

  /** The histories that were seen to lack nothing. */
  private final Map<Other, Rings> whole = new HashMap<>();

  SlotRefresh(Store store, ClusterView view) {
    this.store = store;
    this.view = view;
  }

  /**
   * Reads what is new.
   *
   * @param all whether to ask for everything that could be new
   */
  void read(boolean all) {
    if (all) {
      tries.clear();
    }
    readHeads(all);
    readChunks();
  }

  private void readHeads(boolean all) {
    Map<EntryKey, Other> wanted = new HashMap<>();
    Map<Other, NodeInfo> infos = new HashMap<>();
    for (Other other : view.others()) {
      if ((all && !other.isPackedAlone()) || other.hasNewSlots()) {
        wanted.put(EntryKey.heads(other.identity().toString()), other);
        infos.put(other, other.info());
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    Map<Object, Object> found = store.getAll(new HashSet<>(wanted.keySet()));
    wanted.forEach(
        (key, other) -> {
          if (found.get(key) instanceof SlotHeads heads) {
            other.learn(heads);
          }
          NodeInfo read = infos.get(other);
          if (read != null) {
            other.readSlots(read);
          }
        });
  }

  private void readChunks() {
    Map<EntryKey, Wanted> wanted = new HashMap<>();
    for (Other other : view.others()) {
      if (!isWhole(other)) {
        addTo(wanted, other);
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    Map<Object, Object> found = store.getAll(new HashSet<>(wanted.keySet()));
    wanted.forEach(
        (key, each) -> {
          if (found.get(key) instanceof SlotChunk chunk) {
            each.other.learn(each.ring, chunk);
          }
          Ring now = each.other.rings().ring(each.ring.counter(), each.ring.tier().seconds());
          if (now != null && !now.lacks(chunkOf(found.get(key)))) {
            tries.remove(key);
          }
        });
  }

  @SuppressWarnings("ReferenceEquality") // A short cut, and no more.
  private boolean isWhole(Other other) {
    Rings rings = other.rings();
    if (whole.get(other) == rings) {
      return true;
    }
    for (Ring ring : rings.all()) {
      for (long chunk = ring.firstChunk(); chunk <= ring.lastChunk(); chunk++) {
        if (ring.lacks(chunk)) {
          return false;
        }
      }
    }
    whole.put(other, rings);
    return true;
  }

  private void addTo(Map<EntryKey, Wanted> wanted, Other other) {
    for (Ring ring : other.rings().all()) {
      for (long chunk = ring.firstChunk(); chunk <= ring.lastChunk(); chunk++) {
        if (ring.lacks(chunk) && wanted.size() < CHUNKS_A_READ) {
          EntryKey key = SlotEntries.key(other.identity().toString(), ring, chunk);
          int asked = tries.getOrDefault(key, 0);
          if (asked < MOST_TRIES) {
            tries.put(key, asked + 1);
            wanted.put(key, new Wanted(other, ring));
          }
        }
      }
    }
  }

  private static long chunkOf(@Nullable Object value) {
    return value instanceof SlotChunk chunk ? chunk.number() : Long.MAX_VALUE;
  }
}
