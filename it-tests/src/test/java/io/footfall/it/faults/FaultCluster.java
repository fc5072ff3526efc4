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
  private final Tiers tiers = new Tiers();
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
    // What a node tells of time slots is asked from beyond its network namespace.
    settings.put("FOOTFALL_HTTP", "read");
    settings.put("FOOTFALL_HTTP_OPEN", "true");
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
    for (FaultNode each : nodes) {
      if (each.data().equals(data)) {
        each.share();
        other.share();
      }
    }
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

  /** What the nodes tell of time slots. */
  Tiers tiers() {
    return tiers;
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

  /** Lets the load go on until each node that is up has answered so many requests more. */
  void work(long more) {
    load(true);
    up().forEach(node -> awaitAnswers(node, more));
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

  /** The nodes that a test has not left without a process. */
  private List<FaultNode> up() {
    return nodes.stream().filter(FaultNode::isUp).toList();
  }

  /**
   * Holds the load, waits until all nodes that are up see each other and tell one possible number,
   * in the counter and in every tier of its time slots, sees that it stays, and has the oracle
   * judge it and every read before. The load stays held.
   */
  void settle() {
    load(false);
    nodes.forEach(FaultNode::awaitStill);
    long deadline = System.nanoTime() + SETTLE.toNanos();
    String objection = objection();
    while (!objection.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
      objection = objection();
    }
    if (!objection.isEmpty()) {
      oracle.check();
      throw new AssertionError("Not settled within " + SETTLE + ": " + objection);
    }
    // What lands late, or twice, lands now.
    LockSupport.parkNanos(HOLD.toNanos());
    Map<String, Long> last = reads(new TreeMap<>());
    String late = tiers.objection(up(), last);
    if (!late.isEmpty()) {
      throw new AssertionError("Settled, and a moment later: " + late);
    }
    oracle.settle(last);
    tell("settled: " + oracle.summary());
  }

  /** Why what the nodes tell now cannot be final; empty if it can. */
  String objection() {
    Map<String, Integer> members = new TreeMap<>();
    Map<String, Long> reads = reads(members);
    int up = up().size();
    if (reads.size() < up) {
      return "only " + reads.keySet() + " answer";
    }
    if (members.values().stream().anyMatch(seen -> seen != up)) {
      return "not all nodes see each other: " + members;
    }
    String objection = oracle.objection(reads);
    return objection.isEmpty() ? tiers.objection(up(), reads) : objection;
  }

  private Map<String, Long> reads(Map<String, Integer> members) {
    Map<String, Long> reads = new TreeMap<>();
    for (FaultNode node : up()) {
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
