package io.footfall.flow;

import io.footfall.cluster.ClusterOptions;
import io.footfall.count.SlotPlan;
import io.footfall.eventlog.EventLogOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is told when it starts.
 *
 * @param version Footfall's version
 * @param node the display name of this node
 * @param location as {@code lat,lon,label}, or empty
 * @param url where this node is reached, or empty
 * @param directory the directory of the web application's data; each running deployment takes a
 *     numbered directory in it
 * @param cluster how the cluster is found
 * @param flushInterval the time between two ticks
 * @param maxCounters how many counters may be named
 * @param slots which counters have a history, and in which resolutions
 * @param settingsProblems what was wrong with the settings, to be shown in the status
 * @param eventLog where slots are logged, or null if they are not
 */
public record EngineOptions(
    String version,
    String node,
    String location,
    String url,
    Path directory,
    ClusterOptions cluster,
    Duration flushInterval,
    int maxCounters,
    SlotPlan slots,
    List<String> settingsProblems,
    @Nullable EventLogOptions eventLog) {

  /** Copies the list. */
  public EngineOptions {
    settingsProblems = List.copyOf(settingsProblems);
  }
}
