package io.footfall.it.faults;

import io.footfall.it.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Each node in a network namespace of its own, with two cables: one to the clients, which nothing
 * cuts, and one to a switch for the cluster. To split is to plug the cluster's cables into
 * different switches: what is sent vanishes without an error, as behind a broken cable. Needs root
 * and iproute2.
 */
final class Namespaces implements Network {

  // A cable lingers for a while after its namespace was deleted, and with it its name.
  private static final AtomicInteger RUNNING = new AtomicInteger();

  private final String id =
      Long.toString(ProcessHandle.current().pid(), 36)
          + Integer.toString(RUNNING.incrementAndGet(), 36);
  private final String hub = "ffhub" + id;
  private final int net;
  private final int nodes;
  private final List<String> created = new ArrayList<>();

  Namespaces(int nodes) {
    this.nodes = nodes;
    this.net = freeNet();
    try {
      namespace(hub);
      for (int i = 0; i < nodes; i++) {
        Commands.run("ip", "-n", hub, "link", "add", "switch" + i, "type", "bridge");
        Commands.run("ip", "-n", hub, "link", "set", "switch" + i, "up");
      }
      for (int i = 0; i < nodes; i++) {
        connect(i);
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** Whether this process may make them. */
  static boolean available() {
    if (Boolean.getBoolean("faults.without-root") || !Commands.root()) {
      return false;
    }
    String probe = "ffprobe" + Long.toString(ProcessHandle.current().pid(), 36);
    return Commands.works("ip", "netns", "add", probe)
        && Commands.works("ip", "netns", "del", probe);
  }

  private static int freeNet() {
    String taken = Commands.run("ip", "-o", "-4", "addr");
    int start = (int) (ProcessHandle.current().pid() % 100);
    for (int i = 0; i < 100; i++) {
      int candidate = 100 + (start + i) % 100;
      if (!taken.contains(" 10." + candidate + ".")) {
        return candidate;
      }
    }
    throw new AssertionError("No free network from 10.100.0.0 to 10.199.0.0");
  }

  private void namespace(String name) {
    Commands.run("ip", "netns", "add", name);
    created.add(name);
    Commands.run("ip", "-n", name, "link", "set", "lo", "up");
  }

  private void connect(int i) {
    String own = name(i);
    namespace(own);
    run(own, "link add cluster type veth peer name port" + i + " netns " + hub);
    run(hub, "link set port" + i + " master switch0 up");
    run(own, "addr add " + address(i) + "/24 dev cluster");
    run(own, "link set cluster up");
    Commands.run(words("ip link add " + cable(i) + " type veth peer name client netns " + own));
    Commands.run(words("ip addr add 10." + net + "." + (i + 1) + ".1/30 dev " + cable(i)));
    Commands.run(words("ip link set " + cable(i) + " up"));
    run(own, "addr add " + host(i) + "/30 dev client");
    run(own, "link set client up");
  }

  private static void run(String namespace, String command) {
    Commands.run(words("ip -n " + namespace + " " + command));
  }

  private static String[] words(String command) {
    return command.split(" ");
  }

  private String name(int node) {
    return "ffnode" + id + "-" + node;
  }

  private String cable(int node) {
    return "ff" + id + "-" + node;
  }

  private String address(int node) {
    return "10." + net + ".0." + (node + 1);
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", name(node));
  }

  @Override
  public Map<String, String> environment(int node) {
    return Map.of(
        "PORT", "8080",
        "FOOTFALL_STACK", "tcp",
        "FOOTFALL_PORT", "7800",
        "FOOTFALL_BIND_ADDRESS", address(node),
        "FOOTFALL_HOSTS",
            IntStream.range(0, nodes).mapToObj(this::address).collect(Collectors.joining(",")));
  }

  @Override
  public List<String> options(int node) {
    return List.of();
  }

  @Override
  public String program(int node) {
    return Sample.file().toString();
  }

  @Override
  public String host(int node) {
    return "10." + net + "." + (node + 1) + ".2";
  }

  @Override
  public void split(List<Set<Integer>> groups) {
    for (int g = 0; g < groups.size(); g++) {
      for (int node : groups.get(g)) {
        run(hub, "link set port" + node + " master switch" + g);
      }
    }
  }

  @Override
  public void heal() {
    split(List.of(IntStream.range(0, nodes).boxed().collect(Collectors.toSet())));
  }

  @Override
  public void close() {
    for (int i = 0; i < nodes; i++) {
      Commands.works("ip", "link", "del", cable(i));
    }
    for (String name : created) {
      Commands.works("ip", "netns", "del", name);
    }
  }

  @Override
  public String toString() {
    return "network namespaces " + id;
  }
}
