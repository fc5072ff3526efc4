package io.footfall.cluster;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.IdentityKey;
import io.footfall.infinispan.Mergeable;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.PackedKey;
import io.footfall.infinispan.RosterKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's entries in memory, two owners each, with the faults of a network: puts replace what
 * is there, may land at some owners only, or long after newer ones.
 */
public final class FakeCluster {

  private static final int OWNERS = 2;

  /** So that the order of a few similar addresses is another for each identity. */
  private static final int SPREAD = 0x9E3779B9;

  /** What becomes of a transaction. */
  public enum Fate {
    DONE,
    FAILS_BEFORE,
    FAILS_AFTER,
    FAILS_AT_THE_SECOND_OWNER,
    FAILS_AND_LANDS_LATE
  }

  private final Random random;
  private final List<Seat> seats = new ArrayList<>();
  private final List<Late> late = new ArrayList<>();
  private final AtomicLong changes = new AtomicLong(1);

  private record Late(Seat owner, Map<Object, Object> entries, Set<Object> removed) {}

  public FakeCluster(long seed) {
    random = new Random(seed);
  }

  /** A node's place at the cluster. */
  public final class Seat implements Store {
    private final String address;
    private final Map<Object, Object> held = new HashMap<>();
    private int side;
    private boolean gone;
    private volatile Fate fate = Fate.DONE;
    private volatile boolean moving;
    private boolean alwaysPrimary;
    private volatile int transactions;
    private volatile int reads;
    private volatile int packedReads;
    private volatile Consumer<String> watch = point -> {};
    private final List<Map<Object, Object>> written = new ArrayList<>();

    private Seat(String address) {
      this.address = address;
    }

    public synchronized Seat fate(Fate next) {
      fate = next;
      return this;
    }

    /** Is told of every step that this node takes, and may end the node there. */
    public void watch(Consumer<String> watcher) {
      watch = watcher;
    }

    public void moving(boolean now) {
      moving = now;
    }

    /** From now on it believes that it answers for everybody's entries. */
    void believeInBeingPrimary() {
      alwaysPrimary = true;
    }

    /** How many transactions it tried. */
    public int transactions() {
      return transactions;
    }

    /** How often owners were asked. */
    public int reads() {
      return reads;
    }

    /** How often packed entries were asked for, apart from what anti-entropy reads back. */
    int packedReads() {
      return packedReads;
    }

    List<Map<Object, Object>> written() {
      return written;
    }

    Map<Object, Object> held() {
      return held;
    }

    public ClusterLedger ledger(ClusterLedger.Self self, ClusterView view, Clock clock) {
      return new ClusterLedger(this, self, view, clock);
    }

    ClusterLedger ledger(
        ClusterLedger.Self self, ClusterView view, Clock clock, Duration packAfter) {
      return new ClusterLedger(this, self, view, clock, packAfter);
    }

    private void requireHere() {
      if (gone) {
        throw new IllegalStateException("this node has left");
      }
    }

    @Override
    public Map<Object, Object> getAll(Set<?> keys) {
      synchronized (FakeCluster.this) {
        requireHere();
        watch.accept("getAll");
        Map<Object, Object> found = new HashMap<>();
        // In one order at each run, so that a seed always does the same.
        List<Object> ordered = new ArrayList<>(keys);
        ordered.sort(Comparator.comparing(Object::toString));
        packedReads += (int) keys.stream().filter(PackedKey.class::isInstance).count();
        for (Object key : ordered) {
          List<Seat> owners = owners(key, side);
          Object value = owners.get(random.nextInt(owners.size())).held.get(key);
          if (value != null) {
            found.put(key, value);
          }
        }
        return found;
      }
    }

    @Override
    public void putAll(Map<?, ?> entries) {
      synchronized (FakeCluster.this) {
        requireHere();
        watch.accept("putAll.before");
        transactions++;
        written.add(new HashMap<>(entries));
        List<Seat> owners = owners(entries.keySet().iterator().next(), side);
        switch (fate) {
          case FAILS_BEFORE -> {}
          case FAILS_AT_THE_SECOND_OWNER -> owners.get(0).held.putAll(entries);
          case FAILS_AND_LANDS_LATE ->
              owners.forEach(owner -> late.add(new Late(owner, new HashMap<>(entries), Set.of())));
          case DONE, FAILS_AFTER -> owners.forEach(owner -> owner.held.putAll(entries));
        }
        watch.accept("putAll.after");
        if (fate != Fate.DONE) {
          throw new IllegalStateException("outcome unknown: " + fate);
        }
      }
    }

    @Override
    public void removeAll(Set<?> keys) {
      synchronized (FakeCluster.this) {
        requireHere();
        transactions++;
        List<Seat> owners = owners(keys.iterator().next(), side);
        switch (fate) {
          case FAILS_BEFORE -> {}
          case FAILS_AT_THE_SECOND_OWNER -> owners.get(0).held.keySet().removeAll(keys);
          case FAILS_AND_LANDS_LATE ->
              owners.forEach(owner -> late.add(new Late(owner, Map.of(), new HashSet<>(keys))));
          case DONE, FAILS_AFTER -> owners.forEach(owner -> owner.held.keySet().removeAll(keys));
        }
        if (fate != Fate.DONE) {
          throw new IllegalStateException("outcome unknown: " + fate);
        }
      }
    }

    @Override
    @SuppressWarnings("NullAway") // It does not see the annotation within a compiled type.
    public List<@Nullable Object> replicas(Object key) {
      synchronized (FakeCluster.this) {
        requireHere();
        watch.accept("replicas");
        reads++;
        List<@Nullable Object> values = new ArrayList<>();
        owners(key, side).forEach(owner -> values.add(owner.held.get(key)));
        return values;
      }
    }

    @Override
    public boolean isPrimaryOwner(Identity identity) {
      synchronized (FakeCluster.this) {
        return alwaysPrimary || owners(new NodeKey(identity.toString()), side).get(0) == this;
      }
    }

    @Override
    public boolean isOwner(Identity identity) {
      synchronized (FakeCluster.this) {
        return owners(new NodeKey(identity.toString()), side).contains(this);
      }
    }

    @Override
    public void visitHere(BiConsumer<Object, Object> visitor) {
      synchronized (FakeCluster.this) {
        held.forEach(visitor);
      }
    }

    @Override
    public boolean isMoving() {
      return moving;
    }

    @Override
    public Set<String> members() {
      synchronized (FakeCluster.this) {
        requireHere();
        Set<String> members = new HashSet<>();
        seats.stream().filter(seat -> seat.side == side).forEach(seat -> members.add(seat.address));
        return members;
      }
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public long changes() {
      return changes.get();
    }

    @Override
    public void close() {
      kill(this);
    }
  }

  public synchronized Seat join(String address) {
    Seat seat = new Seat(address);
    if (!seats.isEmpty()) {
      seat.side = seats.get(0).side;
    }
    seats.add(seat);
    rebalance();
    return seat;
  }

  /** A node goes; its owners' copies are made whole from one that is left, not from all. */
  public synchronized void kill(Seat seat) {
    seat.gone = true;
    seats.remove(seat);
    rebalance();
  }

  /** Each node goes to one of two sides, with all that both sides held. */
  public synchronized void split() {
    Map<Object, Object> all = everything();
    seats.forEach(
        seat -> {
          seat.side = random.nextInt(2);
          seat.held.putAll(all);
        });
    rebalance();
  }

  /** The sides come together, and the higher of what they hold stays. */
  public synchronized void heal() {
    Map<Object, Object> all = everything();
    seats.forEach(
        seat -> {
          seat.side = 0;
          seat.held.putAll(all);
        });
    rebalance();
  }

  /** A message that was under way arrives, in any order. */
  public synchronized void deliverOne() {
    if (!late.isEmpty()) {
      Late message = late.remove(random.nextInt(late.size()));
      message.owner.held.putAll(message.entries);
      message.owner.held.keySet().removeAll(message.removed);
    }
  }

  public synchronized void deliverAll() {
    while (!late.isEmpty()) {
      deliverOne();
    }
  }

  /** Two of the keys' owners, the primary first. */
  private List<Seat> owners(Object key, int side) {
    String identity = key instanceof IdentityKey of ? of.identity() : "";
    List<Seat> here = new ArrayList<>(seats.stream().filter(seat -> seat.side == side).toList());
    here.sort(
        Comparator.<Seat>comparingInt(seat -> (identity + seat.address).hashCode() * SPREAD)
            .thenComparing(Seat::address));
    return here.subList(0, Math.min(OWNERS, here.size()));
  }

  /**
   * What the owners of an identity's entries hold of some counters, on all sides of a split.
   *
   * @param least what every one of them holds
   * @param most what one of them holds
   */
  public record Holdings(List<Sum> least, List<Sum> most) {}

  /**
   * What is held of an identity.
   *
   * @param names the counters, all of them within the first block
   */
  public synchronized Holdings held(Identity identity, List<String> names) {
    EntryKey key = EntryKey.sums(identity.toString(), 0);
    Set<Seat> owners = new HashSet<>();
    seats.stream()
        .mapToInt(seat -> seat.side)
        .distinct()
        .forEach(side -> owners.addAll(owners(key, side)));
    List<Sum> least = new ArrayList<>();
    List<Sum> most = new ArrayList<>();
    for (String name : names) {
      long[] low = {Long.MAX_VALUE, Long.MAX_VALUE};
      long[] high = {0, 0};
      for (Seat owner : owners) {
        Block block = owner.held.get(key) instanceof Block held ? held : null;
        int place = block == null ? -1 : block.names().indexOf(name);
        long increments = block == null || place < 0 ? 0 : block.increments().get(place);
        long decrements = block == null || place < 0 ? 0 : block.decrements().get(place);
        low[0] = Math.min(low[0], increments);
        low[1] = Math.min(low[1], decrements);
        high[0] = Math.max(high[0], increments);
        high[1] = Math.max(high[1], decrements);
      }
      least.add(owners.isEmpty() ? Sum.ZERO : new Sum(low[0], low[1]));
      most.add(new Sum(high[0], high[1]));
    }
    return new Holdings(least, most);
  }

  List<Seat> owners(Identity identity) {
    return owners(new NodeKey(identity.toString()), 0);
  }

  List<Seat> rosterOwners() {
    return owners(new RosterKey(0), 0);
  }

  Map<Object, Object> everything() {
    Map<Object, Object> all = new LinkedHashMap<>();
    seats.forEach(seat -> seat.held.forEach((key, value) -> all.merge(key, value, this::max)));
    return all;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Object max(Object a, Object b) {
    return ((Mergeable) a).max((Mergeable) b);
  }

  /** What an owner lacks altogether comes from whoever has it; what it has is not compared. */
  private void rebalance() {
    changes.incrementAndGet();
    Map<Seat, Map<Object, Object>> next = new HashMap<>();
    for (Seat seat : seats) {
      for (Map.Entry<Object, Object> entry : seat.held.entrySet()) {
        for (Seat owner : owners(entry.getKey(), seat.side)) {
          Object own = owner.held.get(entry.getKey());
          next.computeIfAbsent(owner, any -> new HashMap<>())
              .putIfAbsent(entry.getKey(), own == null ? entry.getValue() : own);
        }
      }
    }
    for (Seat seat : seats) {
      seat.held.clear();
      seat.held.putAll(next.getOrDefault(seat, Map.of()));
    }
  }
}
