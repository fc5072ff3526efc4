package io.footfall.cluster;

import io.footfall.count.Chunk;
import io.footfall.count.Rings;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.SlotHeads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much of this node's own history the ledger has confirmed, entry by entry; what it has not
 * rides in the transaction with the sums. Used by the cluster thread alone.
 */
final class SlotPublication {

  private final String identity;
  private final EntryKey headsKey;

  private Map<EntryKey, Chunk> confirmed = new HashMap<>();
  private @Nullable SlotHeads confirmedHeads;

  /** What the transaction that is under way carries. */
  private Map<EntryKey, Chunk> sent = Map.of();

  private SlotHeads sentHeads = new SlotHeads(List.of());

  /** The keys that were confirmed, in an order in which they can be gone through. */
  private List<EntryKey> keys = List.of();

  SlotPublication(String identity) {
    this.identity = identity;
    this.headsKey = EntryKey.heads(identity);
  }

  /** Adds what is not confirmed to the entries of a transaction. */
  void addTo(Map<Object, Object> entries, Rings rings) {
    sent = SlotEntries.chunks(identity, rings);
    sentHeads = SlotEntries.heads(rings);
    sent.forEach(
        (key, chunk) -> {
          if (!Objects.equals(chunk, confirmed.get(key))) {
            entries.put(key, SlotEntries.entry(chunk));
          }
        });
    if (!sentHeads.heads().isEmpty() && !Objects.equals(sentHeads, confirmedHeads)) {
      entries.put(headsKey, sentHeads);
    }
  }

  /** The transaction with what was last added is confirmed. */
  void confirm() {
    List<EntryKey> all = new ArrayList<>(sent.keySet());
    if (!sentHeads.heads().isEmpty()) {
      all.add(headsKey);
    }
    keys = all;
    confirmed = new HashMap<>(sent);
    confirmedHeads = sentHeads;
  }

  /** How many entries were confirmed. */
  int entries() {
    return keys.size();
  }

  EntryKey key(int entry) {
    return keys.get(entry);
  }

  /**
   * Compares what one owner holds of an entry with what was confirmed; less than that makes the
   * entry unconfirmed.
   *
   * @return whether the owner holds enough
   */
  boolean check(EntryKey key, @Nullable Object held) {
    if (key.equals(headsKey)) {
      SlotHeads heads = confirmedHeads;
      if (heads != null && !SlotEntries.holds(held, heads)) {
        confirmedHeads = null;
        return false;
      }
      return true;
    }
    Chunk chunk = confirmed.get(key);
    if (chunk != null && !SlotEntries.holds(held, SlotEntries.entry(chunk))) {
      confirmed.remove(key);
      return false;
    }
    return true;
  }
}
