package io.footfall.cluster;

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
import io.footfall.infinispan.Roster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what the others have published into the view, as far as it is new. Used by the cluster
 * thread, except for {@link #members}.
 */
final class Refresh {

  /** How many blocks one read asks for, so that no answer grows without bound. */
  private static final int BLOCKS_A_READ = 256;

  /** How many descriptions and packed entries one read asks for, likewise. */
  private static final int KEYS_A_READ = 128;

  /** How many absent identities each refresh asks about. */
  private static final int ABSENT_A_REFRESH = 8;

  private final Store store;
  private final ClusterView view;
  private final AntiEntropy antiEntropy;
  private final SlotRefresh slots;
  private final PackedNews packedNews = new PackedNews();

  private volatile int members = 1;
  private long changes = -1;
  private boolean readRoster = true;
  private int nextAbsent;

  /**
   * @param antiEntropy is told of whom the ledger holds less than the view
   */
  Refresh(Store store, ClusterView view, AntiEntropy antiEntropy) {
    this.store = store;
    this.view = view;
    this.antiEntropy = antiEntropy;
    this.slots = new SlotRefresh(store, view);
  }

  /** How many nodes are in the cluster; may be read by any thread. */
  int members() {
    return members;
  }

  /** The next one reads the list of all identities, and whoever is on it. */
  void readAllNext() {
    readRoster = true;
  }

  /** Takes the news of the others into the view. */
  void run() {
    long now = store.changes();
    boolean all = now != changes;
    Set<String> addresses = store.members();
    members = Math.max(1, addresses.size());
    readRoster |= all || !isEveryMemberKnown(addresses);
    if (all) {
      packedNews.askAgain();
    }
    Set<Object> keys = new HashSet<>();
    for (Other other : view.others()) {
      if (other.isPresent()) {
        keys.add(new NodeKey(other.identity().toString()));
      } else if (all) {
        addAbsent(keys, other.identity().toString());
      }
    }
    addSomeAbsent(keys);
    if (readRoster) {
      keys.add(Enrolment.ROSTER);
    }
    Map<Object, Object> found = read(keys);
    learnWhole(keys, found);
    if (found.get(Enrolment.ROSTER) instanceof Roster roster) {
      packedNews.tell(roster);
      Set<Object> more = new HashSet<>();
      for (String text : roster.identities()) {
        Identity identity = Identity.parse(text);
        if (identity != null && !isAsked(keys, text)) {
          addAbsent(more, text);
        }
      }
      learnWhole(more, read(more));
    }
    for (Other other : view.others()) {
      other.setPresent(addresses.contains(other.info().address()));
    }
    readBlocks(all);
    slots.read(all);
    changes = now;
    readRoster = false;
  }

  private boolean isEveryMemberKnown(Set<String> addresses) {
    Set<String> unknown = new HashSet<>(addresses);
    unknown.remove(store.address());
    view.others().forEach(other -> unknown.remove(other.info().address()));
    return unknown.isEmpty();
  }

  private void addSomeAbsent(Set<Object> keys) {
    List<Other> absent = view.others().stream().filter(other -> !other.isPresent()).toList();
    for (int i = 0; i < Math.min(ABSENT_A_REFRESH, absent.size()); i++) {
      Other other = absent.get(Math.floorMod(nextAbsent++, absent.size()));
      addAbsent(keys, other.identity().toString());
    }
  }

  /** Of one that is absent there may be the description, the packed entry, or both. */
  private void addAbsent(Set<Object> keys, String identity) {
    keys.add(new NodeKey(identity));
    if (packedNews.wants(identity)) {
      keys.add(new PackedKey(identity));
      packedNews.asked(identity);
    }
  }

  /** Whether all was asked that is to be known of an identity. */
  private boolean isAsked(Set<Object> keys, String identity) {
    if (!keys.contains(new NodeKey(identity))) {
      return false;
    }
    Identity who = Identity.parse(identity);
    Other other = who == null ? null : view.get(who);
    return (other != null && other.isPresent())
        || keys.contains(new PackedKey(identity))
        || !packedNews.wants(identity);
  }

  /** In parts, so that no answer grows without bound. */
  private Map<Object, Object> read(Set<Object> keys) {
    if (keys.size() <= KEYS_A_READ) {
      return store.getAll(keys);
    }
    Map<Object, Object> found = new HashMap<>();
    List<Object> list = List.copyOf(keys);
    for (int from = 0; from < list.size(); from += KEYS_A_READ) {
      found.putAll(
          store.getAll(
              new HashSet<>(list.subList(from, Math.min(from + KEYS_A_READ, list.size())))));
    }
    return found;
  }

  /** Takes in descriptions and packed entries, and notes of whom there is which. */
  private void learnWhole(Set<Object> asked, Map<Object, Object> found) {
    found.forEach(
        (key, value) -> {
          if (key instanceof NodeKey node && value instanceof NodeInfo info) {
            Identity identity = Identity.parse(node.identity());
            Other other = identity == null ? null : view.other(identity, info.name());
            if (other != null) {
              other.learn(info);
            }
          }
          learnPacked(key, value);
        });
    for (Object key : asked) {
      if (key instanceof NodeKey node) {
        Identity identity = Identity.parse(node.identity());
        Other other = identity == null ? null : view.get(identity);
        if (other != null) {
          other.setPackedAlone(packedNews.isPacked(node.identity()) && !found.containsKey(key));
        }
      }
    }
  }

  private void learnPacked(Object key, Object value) {
    if (key instanceof PackedKey packed && value instanceof Packed one) {
      learn(packed, one);
    }
  }

  private void learn(PackedKey key, Packed packed) {
    Identity identity = Identity.parse(key.identity());
    Other other = identity == null ? null : view.other(identity, packed.name());
    packedNews.read(key.identity(), packed);
    if (other == null || other.knows(packed)) {
      return;
    }
    Tally known = other.tally();
    Sums sums = Packs.sums(packed);
    Rings rings = Packs.rings(packed);
    if (sums != null) {
      other.learn(packed, sums, rings == null ? Rings.none() : rings);
    }
    if (sums != null
        && rings != null
        && !(sums.reaches(known.sums()) && rings.reaches(known.rings()))) {
      antiEntropy.lookAt(
          other.identity()); // A late message may have put it in the place of a higher one.
    }
  }

  private void readBlocks(boolean all) {
    List<Object> wanted = new ArrayList<>();
    for (Other other : view.others()) {
      if (!other.isPresent() && other.isBehind()) {
        // Its blocks may have gone into a packed entry since its description was read.
        wanted.add(new PackedKey(other.identity().toString()));
      }
      boolean whole = all && !other.isPackedAlone();
      for (int b = 0; b < other.info().weights().size(); b++) {
        if (whole || other.isBehind(b)) {
          wanted.add(EntryKey.sums(other.identity().toString(), b));
        }
      }
    }
    for (int from = 0; from < wanted.size(); from += BLOCKS_A_READ) {
      int to = Math.min(from + BLOCKS_A_READ, wanted.size());
      store
          .getAll(new HashSet<>(wanted.subList(from, to)))
          .forEach(
              (key, value) -> {
                if (key instanceof EntryKey entry && value instanceof Block block) {
                  learn(entry, block);
                }
                learnPacked(key, value);
              });
    }
  }

  private void learn(EntryKey key, Block block) {
    Identity identity = Identity.parse(key.identity());
    Other other = identity == null ? null : view.get(identity);
    if (other != null) {
      other.learn(key.block(), block);
    }
  }
}
