package io.footfall.benchmarks;

import io.footfall.cluster.ClusterLedger;
import io.footfall.cluster.ClusterOptions;
import io.footfall.cluster.ClusterView;
import io.footfall.cluster.Other;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import io.footfall.infinispan.LedgerSchemaImpl;
import io.footfall.infinispan.NodeInfo;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedCounters;
import io.footfall.infinispan.PackedKey;
import io.footfall.infinispan.PackedSlots;
import io.footfall.infinispan.Roster;
import io.footfall.infinispan.RosterKey;
import io.footfall.infinispan.SlotChunk;
import io.footfall.infinispan.SlotHead;
import io.footfall.infinispan.SlotHeads;
import io.footfall.infinispan.SlotState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;

/**
 * What an identity that is gone for good costs: its bytes, packed and loose, and the time in which
 * a node that starts reads a thousand of them from two others. {@code java -cp
 * benchmarks/target/footfall-benchmarks-0.1.0-SNAPSHOT.jar io.footfall.benchmarks.PackingReport},
 * after {@code mvn -q -DskipUnitTests package}; it takes 15 seconds.
 */
public final class PackingReport {

  private static final int IDENTITIES = 1_000;
  private static final int READS = 20_000;
  private static final long DAY = 86_400;

  /** The default tiers: the length of a slot in seconds, and how many are kept. */
  private static final int[][] TIERS = {{10, 360}, {60, 1_440}, {3_600, 744}, {86_400, 1_825}};

  private static final int CHUNK = 32;
  private static final double MILLISECOND = 1e6;

  private PackingReport() {}

  /** Prints the report. */
  public static void main(String[] args) throws Exception {
    for (int counters : new int[] {100, 10_000}) {
      for (long seconds : new long[] {0, DAY, 5 * 365 * DAY}) {
        bytes(counters, seconds);
      }
    }
    read(100, DAY);
  }

  private static List<PackedCounters.Counter> counters(int count, Random random) {
    List<PackedCounters.Counter> counters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name =
          switch (i) {
            case 0 -> "(other)";
            case 1 -> "requests";
            case 2, 3, 4, 5, 6 -> "status:" + (i - 1) + "xx";
            default -> "route:/shop/articles/" + (i * 7_919 % 100_003);
          };
      long sum = (long) Math.exp(random.nextDouble() * 14);
      counters.add(new PackedCounters.Counter(i, name, sum, i % 50 == 0 ? sum / 2 : 0));
    }
    return counters;
  }

  /** The slots of one counter of a node that ran for so long and was never idle. */
  private static PackedSlots slots(long seconds, Random random) {
    List<PackedSlots.Ring> rings = new ArrayList<>();
    for (int[] tier : TIERS) {
      long all = seconds / tier[0];
      List<SlotState> states = new ArrayList<>();
      long sum = 1_000_000;
      for (long i = Math.max(0, all - tier[1]) / CHUNK * CHUNK; i < all; i++) {
        long before = sum;
        sum += 1L + random.nextInt(10 * tier[0]);
        states.add(
            new SlotState(i, 1_700_000_000L / tier[0] * tier[0] + i * tier[0], before, 0, sum, 0));
      }
      if (!states.isEmpty()) {
        rings.add(new PackedSlots.Ring("requests", 1, tier[0], tier[1], states));
      }
    }
    return new PackedSlots(rings);
  }

  /** The values of the loose entries of slots. */
  private static List<Object> loose(PackedSlots slots) {
    List<Object> entries = new ArrayList<>();
    List<SlotHead> heads = new ArrayList<>();
    for (PackedSlots.Ring ring : slots.rings()) {
      List<SlotState> states = ring.states();
      for (int from = 0; from < states.size(); from += CHUNK) {
        entries.add(
            new SlotChunk(from, states.subList(from, Math.min(from + CHUNK, states.size()))));
      }
      heads.add(
          new SlotHead(
              ring.counter(),
              ring.index(),
              ring.seconds(),
              ring.slots(),
              states.get(states.size() - 1)));
    }
    if (!heads.isEmpty()) {
      entries.add(new SlotHeads(heads));
    }
    return entries;
  }

  private static NodeInfo info(List<Long> weights) {
    return new NodeInfo("pod-7f9c", "", "", "", "0.1.0", 3, 86_400, 1_700_000_000_000L, weights);
  }

  private static void bytes(int count, long seconds) throws IOException {
    SerializationContext context = ProtobufUtil.newSerializationContext();
    LedgerSchemaImpl schema = new LedgerSchemaImpl();
    schema.registerSchema(context);
    schema.registerMarshallers(context);
    List<PackedCounters.Counter> counters = counters(count, new Random(1));
    long loose = 0;
    List<Long> weights = new ArrayList<>();
    for (int from = 0; from < count; from += Block.SIZE) {
      List<PackedCounters.Counter> part =
          counters.subList(from, Math.min(from + Block.SIZE, count));
      Block block =
          new Block(
              part.stream().map(PackedCounters.Counter::name).toList(),
              part.stream().map(PackedCounters.Counter::increments).toList(),
              part.stream().map(PackedCounters.Counter::decrements).toList());
      weights.add(block.weight());
      loose += ProtobufUtil.toWrappedByteArray(context, block).length;
    }
    loose += ProtobufUtil.toWrappedByteArray(context, info(weights)).length;
    PackedSlots slots = slots(seconds, new Random(3));
    List<Object> looseSlots = loose(slots);
    for (Object entry : looseSlots) {
      loose += ProtobufUtil.toWrappedByteArray(context, entry).length;
    }
    PackedCounters all = new PackedCounters(counters);
    Packed packed = Packed.of(info(List.of()), all, slots);
    long began = System.nanoTime();
    int rounds = 200_000 / count;
    for (int i = 0; i < rounds; i++) {
      packed = Packed.of(info(List.of()), all, slots);
    }
    long packing = System.nanoTime() - began;
    began = System.nanoTime();
    long sum = 0;
    for (int i = 0; i < rounds; i++) {
      sum += packed.counters().counters().size() + packed.slots().rings().size();
    }
    long unpacking = System.nanoTime() - began;
    System.out.printf(
        Locale.ROOT,
        "%,d counters, %,d slots: loose %,d entries of %,d bytes, packed one of %,d bytes (%.1f a counter, %,d for the slots); packing %.2f ms, unpacking %.2f ms (%d)%n",
        count,
        slots.rings().stream().mapToInt(ring -> ring.states().size()).sum(),
        weights.size() + 1 + looseSlots.size(),
        loose,
        ProtobufUtil.toWrappedByteArray(context, packed).length,
        (double) packed.content().length / count,
        packed.history().length,
        packing / MILLISECOND / rounds,
        unpacking / MILLISECOND / rounds,
        sum / rounds);
  }

  private static DefaultCacheManager start(ClusterOptions options, String name) {
    return LedgerConfiguration.start(
        new LedgerOptions(
            options.cluster(),
            name,
            options.stack(),
            options.hosts(),
            options.bindAddress(),
            options.port(),
            options.joinTimeout(),
            Duration.ofSeconds(10)));
  }

  private static void read(int count, long seconds) throws Exception {
    ClusterOptions options = Ports.cluster(Ports.free());
    DefaultCacheManager one = start(options, "one");
    DefaultCacheManager two = start(options, "two");
    Map<Object, Object> cache = one.getCache(LedgerConfiguration.CACHE_NAME);
    Set<String> identities = new HashSet<>();
    Random random = new Random(2);
    long bytes = 0;
    for (int i = 0; i < IDENTITIES; i++) {
      String identity = Identity.fresh().toString();
      identities.add(identity);
      Packed packed =
          Packed.of(
              info(List.of()), new PackedCounters(counters(count, random)), slots(seconds, random));
      bytes += packed.content().length + packed.history().length;
      cache.put(new PackedKey(identity), packed);
    }
    // A reader that does not know a member would read everything at each refresh.
    for (DefaultCacheManager member : List.of(one, two)) {
      String identity = Identity.fresh().toString();
      identities.add(identity);
      String address = member.getAddress().getNodeUUID().toString();
      cache.put(
          new NodeKey(identity), new NodeInfo("alive", "", "", address, "", 1, 1, 0, List.of()));
    }
    cache.put(new RosterKey(0), new Roster(identities));

    Identity self = Identity.fresh();
    ClusterView view = new ClusterView(self, Clock.SYSTEM);
    ClusterLedger.Self reader = new ClusterLedger.Self(self, 1, "reader", "", "", "0.1.0");
    try (ClusterLedger ledger = ClusterLedger.join(options, reader, view, Clock.SYSTEM)) {
      long heap = heap();
      long began = System.nanoTime();
      ledger.refresh();
      double first = (System.nanoTime() - began) / MILLISECOND;
      long taken = heap() - heap;
      ledger.refresh(); // Whatever the join has changed is read by now.
      double[] later = times(ledger, false);
      double[] whole = times(ledger, true);
      long sum = 0;
      for (int i = 0; i < READS; i++) {
        sum += total(view);
      }
      began = System.nanoTime();
      for (int i = 0; i < READS; i++) {
        sum += total(view);
      }
      System.out.printf(
          Locale.ROOT,
          "%,d identities packed, %,d counters and the slots of a day each (%,d bytes): the first read of all %d takes %.0f ms, a later one %.2f / %.2f ms, one of the whole list, as every 5 s, %.2f / %.2f ms (median / 95th percentile); the view takes %.1f MB; reading one counter %.1f us (%d)%n",
          IDENTITIES,
          count,
          bytes,
          view.others().size(),
          first,
          later[later.length / 2],
          later[later.length * 95 / 100],
          whole[whole.length / 2],
          whole[whole.length * 95 / 100],
          taken / (double) (1 << 20),
          (System.nanoTime() - began) / 1e3 / READS,
          sum);
    } finally {
      LedgerConfiguration.stop(two, Duration.ofSeconds(10));
      LedgerConfiguration.stop(one, Duration.ofSeconds(10));
    }
  }

  /** How long refreshing takes, in milliseconds, the shortest first. */
  private static double[] times(ClusterLedger ledger, boolean whole) {
    double[] times = new double[50];
    for (int i = 0; i < times.length; i++) {
      if (whole) {
        ledger.enroll(); // The next refresh reads the list of all identities, and whoever is on it.
      }
      long began = System.nanoTime();
      ledger.refresh();
      times[i] = (System.nanoTime() - began) / MILLISECOND;
    }
    Arrays.sort(times);
    return times;
  }

  private static long total(ClusterView view) {
    long total = 0;
    for (Other other : view.others()) {
      total += other.sum("requests").value();
    }
    return total;
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
