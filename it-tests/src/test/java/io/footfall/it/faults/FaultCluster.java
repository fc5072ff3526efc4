package io.footfall.it.faults;

import io.footfall.it.jetty.Jvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Several nodes with one network, one oracle, and load on all of them. */
final class FaultCluster implements AutoCloseable {

  /** How often the nodes commit. */
  static final Duration FLUSH = Duration.ofMillis(200);

  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final int CLIENTS = 2;
  private static final Duration SETTLE = Duration.ofMinutes(3);
  private static final Duration HOLD = Duration.ofMillis(1_500);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Network network;
  private final Oracle oracle = new Oracle();
  private final Path directory;
  private final Map<String, String> settings = new HashMap<>();
  private final List<FaultNode> nodes = new ArrayList<>();
  private final long began = System.nanoTime();

  /**
   * Makes nodes, which are not started yet.
   *
   * @param test names the directory of their output and data
   */
  FaultCluster(String test, int size) {
    this(test, size, Network.of(size), Map.of());
  }

  /**
   * Makes nodes over a network of the test's choice.
   *
   * @param more settings that win over the usual ones, as environment variables
   */
  FaultCluster(String test, int size, Network network, Map<String, String> more) {
    directory = Jvm.freshDirectory("faults", test);
    settings.put(
        "FOOTFALL_CLUSTER",
        "faults-" + ProcessHandle.current().pid() + "-" + RUNNING.incrementAndGet());
    settings.put("FOOTFALL_FLUSH_INTERVAL", FLUSH.toMillis() + "ms");
    settings.put("FOOTFALL_MAX_COUNTERS", "256");
    settings.putAll(more);
    this.network = network;
    tell(test + ": " + size + " nodes over " + network);
    for (int i = 0; i < size; i++) {
      add(directory.resolve("data-" + i));
    }
  }

  private void add(Path data) {
    nodes.add(new FaultNode(nodes.size(), network, oracle, directory, data, settings, CLIENTS));
  }

  /** Puts another directory in the place of a node's, before the node is first started. */
  FaultNode replaceData(int node, Path data) {
    nodes.get(node).close();
    FaultNode other = new FaultNode(node, network, oracle, directory, data, settings, CLIENTS);
    nodes.set(node, other);
    return other;
  }

  /** The name of the cluster that the nodes form. */
  String name() {
    return Objects.requireNonNull(settings.get("FOOTFALL_CLUSTER"));
  }

  FaultNode node(int number) {
    return nodes.get(number);
  }

  List<FaultNode> nodes() {
    return nodes;
  }

  Network network() {
    return network;
  }

  Oracle oracle() {
    return oracle;
  }

  /** A directory for what a test needs beside the nodes. */
  Path directory() {
    return directory;
  }

  /** Prints a line with the time since the beginning. */
  void tell(String line) {
    System.out.printf("faults %6.1f s  %s%n", (System.nanoTime() - began) / 1e9, line);
  }

  /** Starts all nodes at once, and waits until each serves. */
  FaultCluster start() {
    nodes.forEach(FaultNode::begin);
    nodes.forEach(FaultNode::awaitReady);
    return this;
  }

  void load(boolean on) {
    nodes.forEach(node -> node.load(on));
  }

  /** Waits until clients of a node have got so many answers more. */
  static void awaitAnswers(FaultNode node, long more) {
    long wanted = node.acknowledged() + more;
    await("answers of " + node.name(), () -> node.acknowledged() >= wanted);
  }

  /** Waits until something holds, for as long as settling may take. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + SETTLE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("Not within " + SETTLE + ": " + what);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /**
   * Holds the load, waits until all nodes see each other and tell one possible number, sees that it
   * stays, and has the oracle judge it and every read before. The load stays held.
   */
  void settle() {
    load(false);
    nodes.forEach(FaultNode::awaitStill);
    long deadline = System.nanoTime() + SETTLE.toNanos();
    String objection = tryRead();
    while (!objection.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
      objection = tryRead();
    }
    if (!objection.isEmpty()) {
      oracle.check();
      throw new AssertionError("Not settled within " + SETTLE + ": " + objection);
    }
    // What lands late, or twice, lands now.
    LockSupport.parkNanos(HOLD.toNanos());
    oracle.settle(reads(new TreeMap<>()));
    tell("settled: " + oracle.summary());
  }

  private String tryRead() {
    Map<String, Integer> members = new TreeMap<>();
    Map<String, Long> reads = reads(members);
    if (reads.size() < nodes.size()) {
      return "only " + reads.keySet() + " answer";
    }
    if (members.values().stream().anyMatch(seen -> seen != nodes.size())) {
      return "not all nodes see each other: " + members;
    }
    return oracle.objection(reads);
  }

  private Map<String, Long> reads(Map<String, Integer> members) {
    Map<String, Long> reads = new TreeMap<>();
    for (FaultNode node : nodes) {
      try {
        FaultNode.Count count = node.count();
        reads.put(node.name(), count.requests());
        members.put(node.name(), count.members());
      } catch (IOException e) {
        tell(node.name() + " cannot be read: " + e);
      }
    }
    return reads;
  }

  @Override
  public void close() {
    nodes.forEach(FaultNode::close);
    network.close();
  }
}
