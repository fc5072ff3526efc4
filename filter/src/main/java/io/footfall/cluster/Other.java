package io.footfall.cluster;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.SlotChunk;
import io.footfall.infinispan.SlotHeads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of another identity: the highest sums it ever saw.
 *
 * <p>Written by the cluster thread and by the thread that reads files; read by any thread. Each sum
 * only grows; a reader may see some of a publication's sums before the others.
 */
public final class Other {

  /** The most counters that any identity has, and as many again. */
  private static final int PLACES = 1 << 21;

  private static final int UNKNOWN = -1;

  private final Identity identity;
  private final Clock clock;
  private final ConcurrentHashMap<String, Known> counters = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private volatile NodeInfo info;
  private volatile boolean present;
  private volatile long advancedNanos;
  private volatile Rings rings = Rings.none();

  /** By block, the weight up to which the sums were read; used by the cluster thread alone. */
  private long[] seen = new long[0];

  /** The last packed entry that was read; used by the cluster thread alone. */
  private @Nullable Packed packed;

  /** Used by the cluster thread alone. */
  private boolean packedAlone;

  /** One counter: its sums, and where it stands in the identity's own directory. */
  private record Known(Sum sum, int place) {}

  Other(Identity identity, String node, Clock clock) {
    this.identity = identity;
    this.clock = clock;
    this.info = new NodeInfo(node, "", "", "", "", 0, 0, 0, List.of());
    this.advancedNanos = clock.nanos();
  }

  /** Who it is. */
  public Identity identity() {
    return identity;
  }

  /** The display name of its node. */
  public String node() {
    return info.name();
  }

  /** Where its node is, as its setting {@code location} says, or empty. */
  public String location() {
    return info.location();
  }

  /** Where its node is reached, or empty. */
  public String url() {
    return info.url();
  }

  /** Its last start that is known here. */
  public long incarnation() {
    return info.incarnation();
  }

  /** Its last publication that is known here. */
  public long sequence() {
    return info.sequence();
  }

  /** Whether its process is in the cluster now. */
  public boolean isPresent() {
    return present;
  }

  /** The time since its sequence was last seen to advance. */
  public Duration age() {
    return Duration.ofNanos(Math.max(0, clock.nanos() - advancedNanos));
  }

  /** What it has counted under a name; zero if nothing. */
  public Sum sum(String name) {
    Known known = counters.get(name);
    return known == null ? Sum.ZERO : known.sum();
  }

  /** What it counted over time, as far as that is known here. */
  public Rings rings() {
    return rings;
  }

  /** The names it has counted under; a live view. */
  public Set<String> names() {
    return counters.keySet();
  }

  /**
   * All that is known of it. Counters stand where they do in the identity's own directory, so that
   * whoever writes for it makes the same blocks as it does itself.
   */
  public Tally tally() {
    NodeInfo last = info;
    List<Map.Entry<String, Known>> known = new ArrayList<>();
    int places = 0;
    for (Map.Entry<String, Known> entry : counters.entrySet()) {
      Map.Entry<String, Known> copy = Map.entry(entry.getKey(), entry.getValue());
      known.add(copy);
      places = Math.max(places, copy.getValue().place() + 1);
    }
    @Nullable String[] names = new String[places + known.size()];
    long[] increments = new long[names.length];
    long[] decrements = new long[names.length];
    int next = places;
    for (Map.Entry<String, Known> entry : known) {
      int place = entry.getValue().place();
      if (place == UNKNOWN || names[place] != null) {
        place = next++;
      }
      names[place] = entry.getKey();
      increments[place] = entry.getValue().sum().increments();
      decrements[place] = entry.getValue().sum().decrements();
    }
    return new Tally(
        identity,
        last.name(),
        last.incarnation(),
        last.sequence(),
        Sums.of(
            Arrays.copyOf(names, next),
            Arrays.copyOf(increments, next),
            Arrays.copyOf(decrements, next)),
        rings);
  }

  /** Changes whenever a sum has grown. */
  public long version() {
    return version.get();
  }

  /** Takes in the newest slots of its rings. */
  synchronized void learn(SlotHeads heads) {
    raise(SlotEntries.with(rings, heads));
  }

  /** Takes in closed slots of one of its rings. */
  synchronized void learn(Ring ring, SlotChunk chunk) {
    Ring known = rings.ring(ring.counter(), ring.tier().seconds());
    Ring now = (known == null ? ring : known).learn(SlotEntries.chunk(chunk));
    if (!now.equals(known)) {
      raise(rings.with(now));
    }
  }

  private void raise(Rings news) {
    if (!news.equals(rings)) {
      rings = news;
      version.incrementAndGet();
    }
  }

  /**
   * Puts what was counted and lies in no slot, because the process was killed before it could, into
   * a slot of this time. Only for an identity whose process is gone.
   *
   * @param time in seconds since 1970
   */
  public synchronized void settle(long time) {
    List<Ring> changed = new ArrayList<>();
    for (Ring ring : rings.all()) {
      changed.add(ring.advance(sum(ring.counter()), time));
    }
    raise(rings.with(changed));
  }

  /** The publication whose newest slots were read. */
  private long slotsIncarnation;

  private long slotsSequence;

  /**
   * Whether its newest slots may have changed since they were read; for the cluster thread alone.
   */
  boolean hasNewSlots() {
    NodeInfo last = info;
    return slotsIncarnation != last.incarnation() || slotsSequence != last.sequence();
  }

  /** The newest slots of this publication were read. */
  void readSlots(NodeInfo of) {
    slotsIncarnation = of.incarnation();
    slotsSequence = of.sequence();
  }

  NodeInfo info() {
    return info;
  }

  synchronized void learn(NodeInfo news) {
    NodeInfo before = info;
    NodeInfo after = before.max(news);
    if (after.incarnation() != before.incarnation() || after.sequence() != before.sequence()) {
      advancedNanos = clock.nanos();
    }
    if (!after.equals(before)) {
      info = after;
    }
  }

  void setPresent(boolean present) {
    this.present = present;
  }

  void learn(Tally tally) {
    Sums news = tally.sums();
    for (int i = 0; i < news.size(); i++) {
      String name = news.name(i);
      if (name != null) {
        raise(name, i, news.increments(i), news.decrements(i));
      }
    }
    learn(
        new NodeInfo(
            tally.node(), "", "", "", "", tally.incarnation(), tally.sequence(), 0, List.of()));
    synchronized (this) {
      raise(rings.max(tally.rings()));
    }
  }

  void learn(int number, Block block) {
    for (int i = 0; i < block.size(); i++) {
      String name = block.names().get(i);
      if (!name.isEmpty()) {
        int place = i < Block.SIZE ? number * Block.SIZE + i : UNKNOWN;
        raise(name, place, block.increments().get(i), block.decrements().get(i));
      }
    }
    if (number >= seen.length) {
      seen = Arrays.copyOf(seen, Math.max(number + 1, info.weights().size()));
    }
    seen[number] = Math.max(seen[number], block.weight());
  }

  /**
   * Takes in a packed entry.
   *
   * @param sums what it says
   * @param history what it says of the time slots
   */
  void learn(Packed packed, Sums sums, Rings history) {
    for (int i = 0; i < sums.size(); i++) {
      String name = sums.name(i);
      if (name != null) {
        raise(name, i, sums.increments(i), sums.decrements(i));
      }
    }
    int blocks = Blocks.count(sums.size());
    if (blocks > seen.length) {
      seen = Arrays.copyOf(seen, blocks);
    }
    for (int b = 0; b < blocks; b++) {
      seen[b] = Math.max(seen[b], Blocks.weight(sums, b));
    }
    learn(packed.info());
    synchronized (this) {
      raise(rings.max(history));
    }
    this.packed = packed;
  }

  /** Whether exactly this packed entry was read before. */
  boolean knows(Packed packed) {
    return packed.equals(this.packed);
  }

  /** Says whether the ledger was seen to hold its packed entry and nothing loose beside it. */
  void setPackedAlone(boolean alone) {
    packedAlone = alone;
  }

  boolean isPackedAlone() {
    return packedAlone;
  }

  /** Whether any block has more than was read of it. */
  boolean isBehind() {
    for (int b = 0; b < info.weights().size(); b++) {
      if (isBehind(b)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a block has more than was read of it. */
  boolean isBehind(int number) {
    List<Long> weights = info.weights();
    return weights.get(number) > (number < seen.length ? seen[number] : 0);
  }

  /** In one step, because two threads may learn at once and neither may undo the other's. */
  private void raise(String name, int place, long increments, long decrements) {
    Known before = counters.get(name);
    if (before != null
        && increments <= before.sum().increments()
        && decrements <= before.sum().decrements()
        && (before.place() != UNKNOWN || place == UNKNOWN)) {
      return;
    }
    int known = place < PLACES ? place : UNKNOWN;
    counters.merge(
        name,
        new Known(new Sum(increments, decrements), known),
        (old, news) ->
            new Known(
                old.sum().max(news.sum()), old.place() == UNKNOWN ? news.place() : old.place()));
    version.incrementAndGet();
  }
}
