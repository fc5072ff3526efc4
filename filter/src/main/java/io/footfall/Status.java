package io.footfall;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The accounts and the health of one node at one moment.
 *
 * <p>{@code accepted}, {@code journaled} and {@code committed} are sums of increments plus
 * decrements over all counters of this node's identity. They never fall while the process runs, and
 * the latter two never exceed the first.
 *
 * @param version Footfall's version
 * @param node the display name
 * @param identity 32 hexadecimal digits
 * @param directory where the files are, or empty when there are none
 * @param accepted counted in memory (and, unless the durability is {@code NONE}, in a mapped file)
 * @param journaled of these, written to the journal on disk
 * @param committed of these, confirmed by the cluster
 * @param journalAge the time since the journal last held everything that was accepted by then;
 *     absent if it never did
 * @param commitAge the time since the cluster last confirmed everything that was journaled by then;
 *     absent if it never did
 * @param commitDuration how long the last confirmed commit took; absent if there was none
 * @param durability what a count survives
 * @param members the nodes in the cluster as this one sees it, itself included; 1 before joining
 * @param stale whether what this node reads of others may be out of date: it has not joined, or a
 *     present node has not been seen to advance for three heartbeats
 * @param failures how many operations have failed since the start
 * @param failuresByKind the same for each kind of trouble by its name, and under {@code other}
 *     those that belong to no trouble
 * @param lastFailure the last failure in a sentence, or empty
 * @param troubles the troubles that last now, one sentence each
 * @param foldedNames how many times a new name was folded into an {@code (other)} counter
 * @param settingsProblems what was wrong with the settings at the start, one sentence each
 * @param eventLog how the event log stands; absent if there is none
 */
public record Status(
    String version,
    String node,
    String identity,
    String directory,
    long accepted,
    long journaled,
    long committed,
    @Nullable Duration journalAge,
    @Nullable Duration commitAge,
    @Nullable Duration commitDuration,
    Durability durability,
    int members,
    boolean stale,
    long failures,
    Map<String, Long> failuresByKind,
    String lastFailure,
    List<String> troubles,
    long foldedNames,
    List<String> settingsProblems,
    @Nullable EventLog eventLog) {

  /** Copies the lists and the map, so that the status is immutable. */
  public Status {
    failuresByKind = Collections.unmodifiableMap(new LinkedHashMap<>(failuresByKind));
    troubles = List.copyOf(troubles);
    settingsProblems = List.copyOf(settingsProblems);
  }

  /** What was accepted and is not yet confirmed by the cluster. */
  public long pending() {
    return accepted - committed;
  }

  /**
   * How this node's event log stands. Its totals are since the start of the process.
   *
   * @param database the data source or the URL, without a password
   * @param offloads how many times everything that there was has been delivered
   * @param rows how many rows of the log these have written or raised
   * @param pending rows that are kept for the database
   * @param skipped rows that were left out because too many were kept; they cost resolution in time
   *     and no count
   * @param lag the time since the end of the slot of the oldest row that is kept; zero if none is
   * @param age the time since the log last held all slots that were over; absent if it never did
   * @param duration how long the last offload took; absent if there was none
   * @param failures how many offloads have failed
   * @param lastFailure the last of them in a sentence, or empty
   */
  public record EventLog(
      String database,
      long offloads,
      long rows,
      long pending,
      long skipped,
      Duration lag,
      @Nullable Duration age,
      @Nullable Duration duration,
      long failures,
      String lastFailure) {}

  /** What a count survives on this node. */
  public enum Durability {
    /** The loss of power, but for what came after the last journal generation. */
    JOURNALED,
    /**
     * The death of the process, not that of the operating system: the journal cannot be written.
     */
    PROCESS,
    /** Nothing on this node: the counts are in the heap, and only the cluster keeps them. */
    NONE
  }
}
