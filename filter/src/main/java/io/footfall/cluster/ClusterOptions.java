package io.footfall.cluster;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a node finds its cluster and joins it.
 *
 * @param cluster the cluster's name; clusters of other names on the same network are not heard
 * @param stack {@code loopback}, {@code tcp}, {@code udp}, {@code kubernetes}, or the path of a
 *     JGroups file
 * @param hosts where others may be, as in {@code a.example}, {@code a.example:7800} or {@code
 *     a.example[7800]}; with {@code kubernetes} the DNS name to ask
 * @param bindAddress the address to listen at; empty for the stack's own choice
 * @param port the first of the ten ports to try
 * @param joinTimeout after which a node that nobody answers is alone
 * @param packAfter for how long an identity is absent before its entries become one
 * @param shared gives the cache manager of the application's in which to keep the ledger, or null
 *     for one of our own; asked at each try to join. What is given and is no Infinispan cache
 *     manager, or one that does not fit, is told, and the node has its own
 */
public record ClusterOptions(
    String cluster,
    String stack,
    List<String> hosts,
    String bindAddress,
    int port,
    Duration joinTimeout,
    Duration packAfter,
    Supplier<@Nullable Object> shared) {

  /** The default of {@code packAfter}. */
  public static final Duration PACK_AFTER = Duration.ofHours(1);

  /** The same with the default of {@code packAfter}. */
  public ClusterOptions(
      String cluster,
      String stack,
      List<String> hosts,
      String bindAddress,
      int port,
      Duration joinTimeout) {
    this(cluster, stack, hosts, bindAddress, port, joinTimeout, PACK_AFTER, () -> null);
  }

  /** The same with another cache manager to share. */
  public ClusterOptions withShared(Supplier<@Nullable Object> other) {
    return new ClusterOptions(
        cluster, stack, hosts, bindAddress, port, joinTimeout, packAfter, other);
  }

  /** Copies the list. */
  public ClusterOptions {
    hosts = List.copyOf(hosts);
  }
}
