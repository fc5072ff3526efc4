package io.footfall.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What was chosen for one deployment, each value within its bounds.
 *
 * <p>{@link SettingsLoader} makes it; {@code docs/settings.md} explains each setting to an
 * operator. Immutable; safe for any thread.
 *
 * @param context the deployment's name in directories and JMX, see {@link ContextName}; not a
 *     setting
 * @param enabled whether anything is counted; {@code true} or {@code false}, default {@code true}
 * @param node the name to show for this node; 1 to 100 characters, none of them control characters,
 *     default the host name
 * @param location where this node is, as {@code lat,lon,label} with a latitude from -90 to 90, a
 *     longitude from -180 to 180 and a label of 1 to 100 characters; default empty for unknown
 * @param url where this node's application is reached; an absolute http or https URL of at most
 *     1,000 characters, default empty for unknown
 * @param dataDir the directory below which the counts are kept, absolute; default {@code
 *     footfall-data} in the container's base. What is written lies in {@link #directory()}
 * @param cluster the cluster's name, which only nodes of the same name join; 1 to 100 of letters,
 *     digits, dot, underscore and dash, default {@code footfall-<context>}
 * @param stack how nodes find and reach each other; {@code loopback}, {@code tcp}, {@code udp},
 *     {@code kubernetes}, or the absolute path of a file that ends in {@code .xml} and was
 *     readable; default {@code loopback}
 * @param hosts the other nodes: for the stack {@code kubernetes} exactly one DNS name, otherwise
 *     hosts as {@code host[port]}, with the setting {@code port} where none was written; never
 *     empty for {@code tcp}, always empty for {@code loopback} and {@code udp}; at most 100,
 *     default none
 * @param bindAddress the address, host name or interface pattern to listen on for other nodes; at
 *     most 253 characters, default empty for the stack's own choice
 * @param port the first of ten ports to try for the cluster, the failure detector's lying 100
 *     above; 1024 to 65000, default 7800
 * @param flushInterval the time from one commit to the next; 100 ms to 1 h, default 1 s
 * @param counters which counters are kept beside {@code requests}; default {@code status}
 * @param maxCounters how many counters get a cell of their own; 64 to 1,048,576, default 65,536
 * @param exclude what is not counted: {@code /a/b} for one path, {@code /a/*} for a path and all
 *     below it, {@code *.ext} for an extension; at most 100 of at most 200 characters, default none
 * @param tiers the lengths of time slots in which series are kept, and how far back each; 1 to 6
 *     tiers, default {@code 10s:1h,1m:1d,1h:31d,1d:5y}
 * @param series the counters that have a series, by name or as the beginning of names before a
 *     {@code *}; at most 32, default {@code requests}
 * @param joinTimeout how long to look for other nodes before counting alone; 100 ms to 1 min,
 *     default 3 s
 * @param packAfter how long a node is gone before its entries in the cluster become one; 1 min to
 *     720 h, default 1 h
 * @param slot how long a slot of the event log is; whole seconds from 1 s to 1 h of which a day is
 *     a multiple, default 10 s
 * @param eventLog where slots are logged; default nowhere
 * @param http what the HTTP API does, and for whom
 * @param strict whether a problem in the settings fails the deployment; default {@code false}
 */
public record Settings(
    String context,
    boolean enabled,
    String node,
    String location,
    String url,
    Path dataDir,
    String cluster,
    String stack,
    List<String> hosts,
    String bindAddress,
    int port,
    Duration flushInterval,
    Set<CounterKind> counters,
    int maxCounters,
    List<String> exclude,
    List<SlotTier> tiers,
    List<String> series,
    Duration joinTimeout,
    Duration packAfter,
    Duration slot,
    EventLogSettings eventLog,
    Http http,
    boolean strict) {

  /** Copies the collections, so that nothing can change afterwards. */
  public Settings {
    hosts = List.copyOf(hosts);
    exclude = List.copyOf(exclude);
    tiers = List.copyOf(tiers);
    series = List.copyOf(series);
    EnumSet<CounterKind> kinds = EnumSet.noneOf(CounterKind.class);
    kinds.addAll(counters);
    counters = Collections.unmodifiableSet(kinds);
  }

  /** The directory of this deployment's context, {@code <data-dir>/<context>}, absolute. */
  public Path directory() {
    return dataDir.resolve(context);
  }
}
