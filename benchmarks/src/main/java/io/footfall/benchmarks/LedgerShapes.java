package io.footfall.benchmarks;

import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import io.footfall.infinispan.LedgerSchemaImpl;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.infinispan.AdvancedCache;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.context.Flag;
import org.infinispan.distribution.DistributionInfo;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.topology.CacheTopology;

/**
 * Compares entries of 64 counters with entries of one, in the ledger's own cache on three JVMs of
 * this machine: what a tick's transaction takes at its writer, which is the primary owner, with the
 * backup in another JVM; and what a third JVM, which owns nothing of it, takes to read all of the
 * change. The shapes take turns, and ratios are taken between neighbours.
 */
public final class LedgerShapes {

  private static final int COUNTERS = 10_000;
  private static final int WARM_UP = 40;
  private static final int ROUNDS = 60;

  private LedgerShapes() {}

  /** Which counters a tick changes. */
  private enum Change {
    DENSE_100(100, 1),
    DENSE_1000(1_000, 1),
    DENSE_10000(10_000, 1),
    /** 100 counters in 100 different blocks. */
    SPARSE_100(100, 100);

    private final int count;
    private final int stride;

    Change(int count, int stride) {
      this.count = count;
      this.stride = stride;
    }

    int[] counters() {
      return IntStream.range(0, count).map(i -> i * stride).toArray();
    }
  }

  /** Prints the comparison. */
  public static void main(String[] args) throws IOException {
    int port = Ports.free();
    if (args.length > 0) {
      peer(Integer.parseInt(args[1]), args[2]);
      return;
    }
    List<Peer> peers = new ArrayList<>();
    try (DefaultCacheManager manager = start(port, "writer")) {
      for (int i = 0; i < 2; i++) {
        peers.add(Peer.start(LedgerShapes.class, 256, "peer", Integer.toString(port), "peer-" + i));
      }
      List<String> addresses = new ArrayList<>();
      for (Peer peer : peers) {
        addresses.add(peer.await("ready"));
      }
      AdvancedCache<Object, Object> cache = cache(manager);
      awaitBalance(cache);
      // Once for the compiler, so that the first change is not the slowest.
      for (boolean print : new boolean[] {false, true}) {
        for (Change change : Change.values()) {
          compare(cache, change, peers.get(0), addresses.get(0), print);
        }
      }
    } finally {
      peers.forEach(Peer::close);
    }
  }

  private static DefaultCacheManager start(int port, String name) {
    LedgerOptions options = LedgerOptions.loopback("benchmark-" + port, name).withPort(port);
    ConfigurationBuilderHolder holder = LedgerConfiguration.load(options);
    holder
        .getGlobalConfigurationBuilder()
        .serialization()
        .addContextInitializer(new PerCounterSchemaImpl());
    Objects.requireNonNull(
            holder.getNamedConfigurationBuilders().get(LedgerConfiguration.CACHE_NAME))
        .clustering()
        .hash()
        .keyPartitioner(new PerCounter.Partitioner());
    DefaultCacheManager manager = new DefaultCacheManager(holder, true);
    manager.getCache(LedgerConfiguration.CACHE_NAME);
    return manager;
  }

  private static AdvancedCache<Object, Object> cache(DefaultCacheManager manager) {
    return manager.<Object, Object>getCache(LedgerConfiguration.CACHE_NAME).getAdvancedCache();
  }

  private static void awaitBalance(AdvancedCache<Object, Object> cache) {
    CacheTopology topology = cache.getDistributionManager().getCacheTopology();
    while (topology.getMembers().size() < 3
        || topology.getPhase() != CacheTopology.Phase.NO_REBALANCE) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      topology = cache.getDistributionManager().getCacheTopology();
    }
  }

  /** An identity whose primary owner is this node and that one peer has nothing of. */
  private static String identity(AdvancedCache<Object, Object> cache, String stranger) {
    while (true) {
      String identity = UUID.randomUUID().toString().replace("-", "");
      DistributionInfo owners =
          cache.getDistributionManager().getCacheTopology().getDistribution(identity);
      if (owners.isPrimary()
          && owners.writeOwners().stream().noneMatch(owner -> owner.toString().equals(stranger))) {
        return identity;
      }
    }
  }

  private static void compare(
      AdvancedCache<Object, Object> cache,
      Change change,
      Peer reader,
      String address,
      boolean print)
      throws IOException {
    AdvancedCache<Object, Object> writing = cache.withFlags(Flag.IGNORE_RETURN_VALUES);
    Map<Shape, String> identities = new EnumMap<>(Shape.class);
    Map<Shape, List<Double>> commits = new EnumMap<>(Shape.class);
    Map<Shape, List<Double>> reads = new EnumMap<>(Shape.class);
    int[] changed = change.counters();
    long[] sums = new long[COUNTERS];
    for (Shape shape : Shape.values()) {
      String identity = identity(cache, address);
      identities.put(shape, identity);
      writing.putAll(shape.entries(identity, IntStream.range(0, COUNTERS).toArray(), sums));
    }
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      for (int turn = 0; turn < 2; turn++) {
        Shape shape = (round + turn) % 2 == 0 ? Shape.BLOCKS : Shape.COUNTERS;
        String identity = Objects.requireNonNull(identities.get(shape));
        for (int counter : changed) {
          sums[counter]++;
        }
        long start = System.nanoTime();
        writing.putAll(shape.entries(identity, changed, sums));
        double commit = (System.nanoTime() - start) / 1e6;
        reader.send(shape + " " + identity + " " + change);
        double read = Double.parseDouble(reader.await("read"));
        if (round >= WARM_UP) {
          commits.computeIfAbsent(shape, none -> new ArrayList<>()).add(commit);
          reads.computeIfAbsent(shape, none -> new ArrayList<>()).add(read);
        }
      }
    }
    if (!print) {
      return;
    }
    System.out.printf("%n%s: ms min / p50 / p95%n", change);
    for (Shape shape : Shape.values()) {
      System.out.printf(
          Locale.ROOT,
          "%-9s commit %-22s read %-22s %,d bytes%n",
          shape,
          Spread.of(list(commits, shape)).minMedianP95(),
          Spread.of(list(reads, shape)).minMedianP95(),
          bytes(shape, change));
    }
    System.out.printf(
        "BLOCKS to COUNTERS: commit %s, read %s%n",
        ratios(commits).medianAndRange(), ratios(reads).medianAndRange());
  }

  private static List<Double> list(Map<Shape, List<Double>> lists, Shape shape) {
    return Objects.requireNonNull(lists.get(shape));
  }

  private static Spread ratios(Map<Shape, List<Double>> times) {
    List<Double> blocks = list(times, Shape.BLOCKS);
    List<Double> counters = list(times, Shape.COUNTERS);
    return Spread.of(
        IntStream.range(0, ROUNDS).mapToObj(i -> blocks.get(i) / counters.get(i)).toList());
  }

  /** What the entries of a transaction take in ProtoStream's encoding, keys and values. */
  private static int bytes(Shape shape, Change change) throws IOException {
    SerializationContext context = ProtobufUtil.newSerializationContext();
    LedgerSchemaImpl ours = new LedgerSchemaImpl();
    ours.registerSchema(context);
    ours.registerMarshallers(context);
    PerCounterSchemaImpl other = new PerCounterSchemaImpl();
    other.registerSchema(context);
    other.registerMarshallers(context);
    String identity = "0123456789abcdef".repeat(2);
    long[] sums = IntStream.range(0, COUNTERS).mapToLong(i -> 1_000_000 + i).toArray();
    int bytes = 0;
    for (Map.Entry<Object, Object> entry :
        shape.entries(identity, change.counters(), sums).entrySet()) {
      bytes += ProtobufUtil.toWrappedByteArray(context, entry.getKey()).length;
      bytes += ProtobufUtil.toWrappedByteArray(context, entry.getValue()).length;
    }
    return bytes;
  }

  private static void peer(int port, String name) throws IOException {
    try (DefaultCacheManager manager = start(port, name)) {
      AdvancedCache<Object, Object> cache = cache(manager);
      System.out.println("ready " + manager.getAddress());
      BufferedReader orders = Peer.orders();
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        List<String> words = List.of(order.split(" ", 3));
        Shape shape = Shape.valueOf(words.get(0));
        int[] changed = Change.valueOf(words.get(2)).counters();
        long start = System.nanoTime();
        var keys = shape.keys(words.get(1), changed);
        int found = cache.getAll(keys).size();
        double millis = (System.nanoTime() - start) / 1e6;
        if (found != keys.size()) {
          throw new IllegalStateException("found %d of %d entries".formatted(found, keys.size()));
        }
        System.out.printf(Locale.ROOT, "read %.3f%n", millis);
      }
    }
  }
}
