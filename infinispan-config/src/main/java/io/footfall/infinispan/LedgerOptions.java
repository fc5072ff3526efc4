package io.footfall.infinispan;

import java.time.Duration;
import java.util.List;

/**
 * What a node must know to join the ledger's cluster.
 *
 * @param cluster the cluster's name; nodes of another name are not seen
 * @param nodeName the node's name in the cluster's views; must be unique in the cluster
 * @param stack {@code loopback}, {@code tcp}, {@code udp}, {@code kubernetes}, or the path of a
 *     JGroups XML file
 * @param hosts for {@code tcp} the other nodes, each written as {@code a.example}, {@code
 *     a.example:7800} or {@code a.example[7800]}; without a port, all ten ports are asked. For
 *     {@code kubernetes} the one DNS name that resolves to all nodes. Else empty
 * @param bindAddress the address or the kind of address ({@code SITE_LOCAL}, {@code GLOBAL}, {@code
 *     match-interface:eth.*}) to listen on; empty means {@code SITE_LOCAL}, and 127.0.0.1 for
 *     {@code loopback}
 * @param port the first of the ten ports of which the node takes the first free one; the failure
 *     detector's sockets are 100 above. 1024 to 65000
 * @param joinTimeout how long to wait for an answer before the node is alone; 100 ms to 1 min
 * @param remoteTimeout how long a call to another node may take; 500 ms to 5 min
 */
public record LedgerOptions(
    String cluster,
    String nodeName,
    String stack,
    List<String> hosts,
    String bindAddress,
    int port,
    Duration joinTimeout,
    Duration remoteTimeout) {
  /** The first of the ten ports where nothing else is said. */
  public static final int DEFAULT_PORT = 7800;

  /** The number of ports that a node tries. */
  public static final int PORTS = 10;

  /** How long to wait for other nodes where nothing else is said. */
  public static final Duration DEFAULT_JOIN_TIMEOUT = Duration.ofSeconds(1);

  /** How long a remote call may take where nothing else is said. */
  public static final Duration DEFAULT_REMOTE_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its bounds; the message names it, the
   *     bound and the way out
   */
  public LedgerOptions {
    hosts = List.copyOf(hosts);
    requireText("cluster", cluster);
    requireText("node name", nodeName);
    requireText("stack", stack);
    bindAddress = bindAddress.strip();
    if (port < 1024 || port > 65_000) {
      throw new IllegalArgumentException(
          "port must be between 1024 and 65000, was %d: the node uses the ten ports from it on, and ten more 100 above"
              .formatted(port));
    }
    requireBetween("join-timeout", joinTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    requireBetween("remote-timeout", remoteTimeout, Duration.ofMillis(500), Duration.ofMinutes(5));
    Hosts.check(stack, hosts);
    if (stack.equals("loopback") && !bindAddress.isEmpty() && !isLoopback(bindAddress)) {
      throw new IllegalArgumentException(
          "bind-address \"%s\" does not go with stack \"loopback\", which stays on this machine: choose the stack tcp, udp or kubernetes, or leave bind-address out"
              .formatted(bindAddress));
    }
  }

  /** Returns the options of the stack {@code loopback} with the default port and timeouts. */
  public static LedgerOptions loopback(String cluster, String nodeName) {
    return new LedgerOptions(
        cluster,
        nodeName,
        "loopback",
        List.of(),
        "",
        DEFAULT_PORT,
        DEFAULT_JOIN_TIMEOUT,
        DEFAULT_REMOTE_TIMEOUT);
  }

  /** Returns the same options with another first port. */
  public LedgerOptions withPort(int newPort) {
    return new LedgerOptions(
        cluster, nodeName, stack, hosts, bindAddress, newPort, joinTimeout, remoteTimeout);
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.")
        || address.equals("::1")
        || address.equalsIgnoreCase("localhost")
        || address.equalsIgnoreCase("loopback");
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be empty: give it a name");
    }
  }

  private static void requireBetween(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s must be between %d ms and %d ms, was %s: choose one in between"
              .formatted(name, least.toMillis(), most.toMillis(), value));
    }
  }
}
