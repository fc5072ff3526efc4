package io.footfall.cluster;

import io.footfall.count.Clock;
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
import io.footfall.infinispan.RosterKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * This node's seat at the cluster's ledger.
 *
 * <p>Used by one thread, except for {@link #members} and {@link #sequence}. Any method may throw a
 * {@link RuntimeException} when the cluster does not answer; the outcome of a write is unknown
 * then, and calling again with what is counted by that time puts it right.
 */
public final class ClusterLedger implements AutoCloseable {

  /**
   * What this node says of itself.
   *
   * @param identity under which it counts
   * @param incarnation how often the identity was opened
   * @param node the display name
   * @param location where it is, or empty
   * @param url where it is reached, or empty
   * @param version Footfall's version
   */
  public record Self(
      Identity identity,
      long incarnation,
      String node,
      String location,
      String url,
      String version) {}

  private static final RosterKey ROSTER = new RosterKey(0);

  /** How many blocks one read asks for, so that no answer grows without bound. */
  private static final int BLOCKS_A_READ = 256;

  /** How many descriptions and packed entries one read asks for, likewise. */
  private static final int KEYS_A_READ = 128;

  /** How many absent identities each refresh asks about. */
  private static final int ABSENT_A_REFRESH = 8;

  private final Store store;
  private final ClusterView view;
  private final Self self;
  private final Publication own;
  private final SlotRefresh slots;
  private final AntiEntropy antiEntropy;
  private final Packing packing;
  private final PackedNews packedNews = new PackedNews();

  private volatile int members = 1;
  private long changes = -1;
  private boolean readRoster = true;
  private int nextAbsent;

  ClusterLedger(Store store, Self self, ClusterView view, Clock clock) {
    this(store, self, view, clock, ClusterOptions.PACK_AFTER);
  }

  ClusterLedger(Store store, Self self, ClusterView view, Clock clock, Duration packAfter) {
    this.store = store;
    this.view = view;
    this.self = self;
    this.own = new Publication(self, store.address(), clock.wallMillis());
    this.packing = new Packing(store, view, packAfter);
    this.antiEntropy = new AntiEntropy(store, own, view, packing);
    this.slots = new SlotRefresh(store, view, this::learnPacked);
  }

  /**
   * Joins the cluster, or begins one when nobody answers in time. Takes seconds.
   *
   * @throws RuntimeException if the settings do not work, a port cannot be had or the network fails
   */
  public static ClusterLedger join(
      ClusterOptions options, Self self, ClusterView view, Clock clock) {
    return new ClusterLedger(
        InfinispanStore.start(options, self), self, view, clock, options.packAfter());
  }

  /**
   * Removes what Infinispan leaves behind in the JVM, so that the class loader of a web application
   * that stops can go. Nobody can join a cluster through this class loader afterwards.
   */
  public static void release() {
    InfinispanStore.release();
  }

  /** How many nodes are in the cluster as this one sees it, itself included. */
  public int members() {
    return members;
  }

  /** The number of this node's last publication; may be read by any thread. */
  public long sequence() {
    return own.sequence();
  }

  /**
   * Writes this node's sums in one transaction, as far as the ledger has not confirmed them.
   *
   * @param rings the same over time
   * @param heartbeat whether to write how this node stands also when nothing was counted
   * @return whether there was anything to write
   */
  public boolean commit(Sums sums, Rings rings, boolean heartbeat) {
    return own.commit(store, sums, rings, heartbeat);
  }

  /** The same without series. */
  public boolean commit(Sums sums, boolean heartbeat) {
    return commit(sums, Rings.none(), heartbeat);
  }

  /** Takes the news of the others into the view. */
  public void refresh() {
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
      keys.add(ROSTER);
    }
    Map<Object, Object> found = read(keys);
    learnWhole(keys, found);
    if (found.get(ROSTER) instanceof Roster roster) {
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

  /**
   * Adds to the list of all identities those that this node knows of, or holds entries of, and that
   * one of the list's owners lacks. Every node adds every identity: the one that has just read an
   * absent identity from its disk may be the only one that knows of it; and when a late message
   * puts an old list in place of a newer one, nobody may know of a node that died just after its
   * first commit but the owners of its entries, who have not read them. Its owners also tell there
   * which packed entry an identity has, so that the others read it when it is another one.
   */
  public void enroll() {
    List<@Nullable Object> held;
    try {
      held = store.isMoving() ? held() : store.replicas(ROSTER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The next wait of this thread ends it.
      return;
    }
    Set<String> known = new HashSet<>();
    known.add(self.identity().toString());
    known.addAll(store.identitiesHere());
    view.others().forEach(other -> known.add(other.identity().toString()));
    Roster whole = new Roster(known);
    for (Object value : held) {
      whole = value instanceof Roster roster ? roster.max(whole) : whole;
    }
    if (!store.isMoving()) {
      whole = whole.with(store.packedHere());
    }
    for (Object value : held) {
      if (!whole.equals(value)) {
        store.putAll(Map.of(ROSTER, whole));
        break;
      }
    }
    readRoster = true;
  }

  private List<@Nullable Object> held() {
    List<@Nullable Object> one = new ArrayList<>();
    one.add(store.getAll(Set.of(ROSTER)).get(ROSTER));
    return one;
  }

  /**
   * Reads a little of the ledger back, and writes again what it lacks of absent identities; what it
   * lacks of this node's own goes with the next {@link #commit}. Packs a little of what has been
   * absent for long.
   *
   * @param alsoAbsent whether to look at one absent identity even if nothing has happened
   */
  public void verify(boolean alsoAbsent) throws InterruptedException {
    antiEntropy.step(alsoAbsent);
    packing.step();
  }

  /**
   * Writes what the ledger lacks of another identity's sums.
   *
   * @return whether every owner was seen to hold them; after a write, the next call will tell
   */
  public boolean publish(Tally tally) throws InterruptedException {
    return antiEntropy.confirm(tally);
  }

  /**
   * Whether the ledger was seen to hold more under this node's identity than this process ever
   * counted: somebody else writes under it.
   */
  public boolean isForked() {
    return own.isForked();
  }

  /** The other identities whose entries this node is an owner of. */
  public List<Other> owned() {
    return view.others().stream().filter(other -> store.isOwner(other.identity())).toList();
  }

  /** Leaves the cluster. */
  @Override
  public void close() {
    store.close();
  }
}
