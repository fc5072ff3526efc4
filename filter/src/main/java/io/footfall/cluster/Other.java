package io.footfall.cluster;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.NodeInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this node knows of another identity: the highest sums it ever saw.
 *
 * <p>Written by the cluster thread, and before that by the thread that opens; read by any thread.
 * Each sum only grows; a reader may see some of a publication's sums before the others.
 */
public final class Other {

  private final Identity identity;
  private final Clock clock;
  private final ConcurrentHashMap<String, Sum> sums = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private volatile NodeInfo info;
  private volatile boolean present;
  private volatile long advancedNanos;

  /** By block, the weight up to which the sums were read; used by the cluster thread alone. */
  private long[] seen = new long[0];

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
    return sums.getOrDefault(name, Sum.ZERO);
  }

  /** The names it has counted under; a live view. */
  public Set<String> names() {
    return sums.keySet();
  }

  /** All that is known of it. The indices of the counters mean nothing. */
  public Tally tally() {
    List<String> names = List.copyOf(sums.keySet());
    long[] increments = new long[names.size()];
    long[] decrements = new long[names.size()];
    for (int i = 0; i < increments.length; i++) {
      Sum sum = sum(names.get(i));
      increments[i] = sum.increments();
      decrements[i] = sum.decrements();
    }
    NodeInfo last = info;
    return new Tally(
        identity,
        last.name(),
        last.incarnation(),
        last.sequence(),
        Sums.of(names.toArray(new String[0]), increments, decrements));
  }

  /** Changes whenever a sum has grown. */
  public long version() {
    return version.get();
  }

  NodeInfo info() {
    return info;
  }

  void learn(NodeInfo news) {
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
        raise(name, news.increments(i), news.decrements(i));
      }
    }
    learn(
        new NodeInfo(
            tally.node(), "", "", "", "", tally.incarnation(), tally.sequence(), 0, List.of()));
  }

  void learn(int number, Block block) {
    for (int i = 0; i < block.size(); i++) {
      String name = block.names().get(i);
      if (!name.isEmpty()) {
        raise(name, block.increments().get(i), block.decrements().get(i));
      }
    }
    if (number >= seen.length) {
      seen = Arrays.copyOf(seen, Math.max(number + 1, info.weights().size()));
    }
    seen[number] = Math.max(seen[number], block.weight());
  }

  /** Whether a block has more than was read of it. */
  boolean isBehind(int number) {
    List<Long> weights = info.weights();
    return weights.get(number) > (number < seen.length ? seen[number] : 0);
  }

  private void raise(String name, long increments, long decrements) {
    Sum before = sums.get(name);
    if (before == null || increments > before.increments() || decrements > before.decrements()) {
      Sum news = new Sum(increments, decrements);
      sums.put(name, before == null ? news : before.max(news));
      version.incrementAndGet();
    }
  }
}
