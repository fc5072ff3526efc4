package io.footfall.benchmarks;

import io.footfall.Counter;
import io.footfall.count.BucketFile;
import io.footfall.count.Clock;
import io.footfall.count.SlotPlan;
import io.footfall.flow.Engine;
import io.footfall.flow.EngineOptions;
import io.footfall.flow.Health;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How much memory 65,536 counters take: the bucket file, and the heap that is live after a
 * collection, of one engine alone and of two that know each other, each in a JVM of its own.
 */
public final class FootprintReport {

  private static final int COUNTERS = 65_536;
  private static final int HEAP_MEGABYTES = 512;
  private static final int HISTOGRAM_LINES = 22;
  private static final double MEGABYTE = 1 << 20;

  private FootprintReport() {}

  /** Prints the report. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("node")) {
      node(args[1], Integer.parseInt(args[2]), Path.of(args[3]), Integer.parseInt(args[4]));
      return;
    }
    for (int processors : new int[] {1, 2, 4, 8, 32}) {
      System.out.printf(
          Locale.ROOT,
          "bucket file, %,d counters, made for %d processors: %.1f MB%n",
          COUNTERS,
          processors,
          BucketFile.bytesFor(processors, COUNTERS) / MEGABYTE);
    }
    report("one node with 1 name", 1, 1);
    report("one node with all names", 1, COUNTERS - 1);
    report("two nodes with all names each", 2, COUNTERS - 1);
  }

  private static void report(String title, int nodes, int names) throws IOException {
    int port = Ports.free();
    try (Scratch scratch = Scratch.make()) {
      List<Peer> peers =
          IntStream.range(0, nodes)
              .mapToObj(i -> start("node-" + i, port, scratch.path(), names))
              .toList();
      try {
        for (Peer peer : peers) {
          peer.await("counted");
        }
        peers.forEach(peer -> peer.send(Integer.toString(nodes * names)));
        for (Peer peer : peers) {
          System.out.println(title + ": " + peer.await("live"));
        }
        String line = peers.get(0).await("histogram");
        for (int i = 0; i < HISTOGRAM_LINES; i++) {
          System.out.println("  " + line);
          line = peers.get(0).await("histogram");
        }
      } finally {
        peers.forEach(Peer::close);
      }
    }
  }

  private static Peer start(String name, int port, Path directory, int names) {
    try {
      return Peer.start(
          FootprintReport.class,
          HEAP_MEGABYTES,
          "node",
          name,
          Integer.toString(port),
          directory.resolve(name).toString(),
          Integer.toString(names));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void node(String name, int port, Path directory, int names) throws Exception {
    EngineOptions options =
        new EngineOptions(
            "benchmark",
            name,
            "",
            "",
            directory,
            Ports.cluster(port),
            Duration.ofSeconds(1),
            COUNTERS,
            SlotPlan.DEFAULT,
            List.of(),
            null);
    Engine engine = Engine.start(options, new Health(), Clock.SYSTEM);
    for (int i = 0; i < names; i++) {
      counter(engine, i).increment();
    }
    awaitFlush(engine);
    System.out.println("counted " + name);
    long all = Long.parseLong(Peer.orders().readLine());
    CountDownLatch never = new CountDownLatch(1);
    long known = 0;
    while (known < all) {
      never.await(1, TimeUnit.SECONDS);
      engine.flush();
      known =
          IntStream.range(0, names)
              .mapToLong(i -> engine.counters().read("route:/shop/articles/" + i).value())
              .sum();
    }
    // Every counter once more, so that a whole tick has been journaled and committed in this state.
    for (int i = 0; i < names; i++) {
      counter(engine, i).increment();
    }
    engine.flush();
    never.await(5, TimeUnit.SECONDS);
    System.out.println("live " + live(directory));
    histogram()
        .limit(HISTOGRAM_LINES + 1L)
        .forEach(line -> System.out.println("histogram " + line));
    Peer.orders().readLine();
    CompletableFuture<Void> none = CompletableFuture.completedFuture(null);
    engine.close(Duration.ofSeconds(10), none, none);
  }

  private static Counter counter(Engine engine, int i) {
    return engine.buckets().counter("route:/shop/articles/" + i);
  }

  private static void awaitFlush(Engine engine) throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        engine.flush();
        return;
      } catch (IllegalStateException notYet) {
        if (attempt == 5) {
          throw notYet;
        }
      }
    }
  }

  private static String live(Path directory) throws IOException {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
    long file;
    try (Stream<Path> found = Files.walk(directory)) {
      file =
          found
              .filter(path -> path.endsWith(BucketFile.NAME))
              .mapToLong(path -> path.toFile().length())
              .sum();
    }
    return String.format(Locale.ROOT, "heap %.1f MB, bucket file %.1f MB", heap, file / MEGABYTE);
  }

  /** The classes with the most bytes of live objects. */
  private static Stream<String> histogram() throws JMException {
    Object text =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return text.toString().lines().filter(line -> !line.isBlank());
  }
}
