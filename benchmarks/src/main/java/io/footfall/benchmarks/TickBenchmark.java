package io.footfall.benchmarks;

import io.footfall.Counter;
import io.footfall.cluster.ClusterLedger;
import io.footfall.cluster.ClusterView;
import io.footfall.count.BucketFile;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What a tick costs in a cluster of three JVMs on this machine: the journal's generation, forced to
 * the disk, and the cluster's transaction, measured separately.
 *
 * <p>Not a JMH benchmark: a tick is milliseconds long and waits for the disk and for other
 * processes. Every node takes in the news of the others twice a second, as in production; that work
 * is not measured, but it shares the processors with what is.
 */
public final class TickBenchmark {

  private static final int PERIOD_MILLIS = 500;
  private static final int HEAP_MEGABYTES = 256;
  private static final int NODES = 3;

  private TickBenchmark() {}

  /**
   * Prints the times of each run, and of all runs together.
   *
   * @param args how many counters change in a tick (10,000 if there is none), how many of the three
   *     nodes do so (1), how many ticks are measured (60), how many before (40), how many runs (3)
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length > 0 && args[0].equals("node")) {
      node(List.of(args));
      return;
    }
    int[] numbers = {10_000, 1, 60, 40, 3};
    for (int i = 0; i < args.length; i++) {
      numbers[i] = Integer.parseInt(args[i]);
    }
    int counters = numbers[0];
    int writers = numbers[1];
    System.out.printf(
        Locale.ROOT,
        "%,d counters changed a tick on %d of %d nodes; %d ticks after %d; ms, min / p50 / p95%n",
        counters,
        writers,
        NODES,
        numbers[2],
        numbers[3]);
    List<Times> all = new ArrayList<>();
    for (int run = 1; run <= numbers[4]; run++) {
      List<Times> times = run(counters, writers, numbers[2], numbers[3]);
      print("run " + run, times);
      all.addAll(times);
    }
    print("all", all);
  }

  /** In milliseconds. */
  private record Times(double snapshot, double journal, double commit, boolean confirmed) {
    static Times parse(String line) {
      double[] millis = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
      return new Times(millis[0], millis[1], millis[2], millis[3] == 0);
    }

    double together() {
      return snapshot + journal + commit;
    }
  }

  private static void print(String title, List<Times> times) {
    System.out.printf(
        "%-6s n=%-4d snapshot %s   journal %s   commit %s   together %s%s%n",
        title,
        times.size(),
        Spread.of(times.stream().map(Times::snapshot).toList()).minMedianP95(),
        Spread.of(times.stream().map(Times::journal).toList()).minMedianP95(),
        Spread.of(times.stream().map(Times::commit).toList()).minMedianP95(),
        Spread.of(times.stream().map(Times::together).toList()).minMedianP95(),
        times.stream().allMatch(Times::confirmed)
            ? ""
            : "   not confirmed: " + times.stream().filter(time -> !time.confirmed()).count());
  }

  private static List<Times> run(int counters, int writers, int ticks, int before)
      throws IOException {
    int port = Ports.free();
    List<Peer> nodes = new ArrayList<>();
    try (Scratch scratch = Scratch.make()) {
      try {
        for (int i = 0; i < NODES; i++) {
          nodes.add(
              Peer.start(
                  TickBenchmark.class,
                  HEAP_MEGABYTES,
                  "node",
                  "node-" + i,
                  Integer.toString(port),
                  scratch.directory("node-" + i).toString(),
                  Integer.toString(i < writers ? counters : 0),
                  Integer.toString(ticks + before)));
        }
        for (Peer node : nodes) {
          node.await("ready");
        }
        nodes.forEach(node -> node.send("go"));
        List<Times> times = new ArrayList<>();
        for (Peer writer : nodes.subList(0, writers)) {
          for (int tick = 0; tick < ticks + before; tick++) {
            Times measured = Times.parse(writer.await("tick"));
            if (tick >= before) {
              times.add(measured);
            }
          }
        }
        return times;
      } finally {
        nodes.forEach(Peer::close);
      }
    }
  }

  private static void node(List<String> args) throws IOException, InterruptedException {
    String name = args.get(1);
    int port = Integer.parseInt(args.get(2));
    Path directory = Path.of(args.get(3));
    int changed = Integer.parseInt(args.get(4));
    int ticks = Integer.parseInt(args.get(5));
    BucketFile.Terms terms =
        new BucketFile.Terms(
            "benchmark", "", 0, Runtime.getRuntime().availableProcessors(), 65_536);
    Buckets buckets = BucketFile.create(directory, terms, Clock.SYSTEM);
    List<Counter> counters =
        Stream.iterate(0, i -> i + 1)
            .limit(changed)
            .map(i -> buckets.counter("route:/shop/articles/" + i))
            .toList();
    Journal journal = Journal.after(directory, "journal", Journal.read(directory, "journal"));
    ClusterLedger.Self self =
        new ClusterLedger.Self(buckets.identity(), 1, name, "", "", "benchmark");
    ClusterView view = new ClusterView(buckets.identity(), Clock.SYSTEM);
    try (ClusterLedger ledger = ClusterLedger.join(Ports.cluster(port), self, view, Clock.SYSTEM)) {
      while (ledger.members() < NODES) {
        attempt(() -> ledger.commit(buckets.snapshot(), true));
        attempt(ledger::refresh);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
      attempt(ledger::enroll);
      System.out.println("ready " + name);
      CountDownLatch ended = Peer.awaitGo();
      for (int tick = 0; !ended.await(untilNextTick(), TimeUnit.MILLISECONDS); tick++) {
        if (changed > 0 && tick < ticks) {
          counters.forEach(Counter::increment);
          tick(buckets, journal, ledger, name);
        } else {
          boolean heartbeat = tick % 10 == 0;
          attempt(() -> ledger.commit(buckets.snapshot(), heartbeat));
        }
        attempt(ledger::refresh);
      }
    }
  }

  private static int untilNextTick() {
    return PERIOD_MILLIS - Math.floorMod(System.currentTimeMillis(), PERIOD_MILLIS);
  }

  private static void tick(Buckets buckets, Journal journal, ClusterLedger ledger, String name)
      throws IOException {
    long start = System.nanoTime();
    Sums sums = buckets.snapshot();
    long read = System.nanoTime();
    Tally tally = new Tally(buckets.identity(), name, 1, ledger.sequence(), sums);
    journal.write(
        new Generation(
            "benchmark",
            journal.nextSequence(),
            System.currentTimeMillis(),
            sums.total(),
            List.of(tally)));
    long journaled = System.nanoTime();
    boolean confirmed = attempt(() -> ledger.commit(sums, false));
    long committed = System.nanoTime();
    System.out.printf(
        Locale.ROOT,
        "tick %.3f %.3f %.3f %d%n",
        (read - start) / 1e6,
        (journaled - read) / 1e6,
        (committed - journaled) / 1e6,
        confirmed ? 0 : 1);
  }

  /**
   * Asks something of the cluster, which may fail while nodes join and leave; the next tick makes
   * up for it.
   *
   * @return whether it did not fail
   */
  private static boolean attempt(Runnable asked) {
    try {
      asked.run();
      return true;
    } catch (RuntimeException e) {
      System.err.println("not confirmed: " + e);
      return false;
    }
  }
}
