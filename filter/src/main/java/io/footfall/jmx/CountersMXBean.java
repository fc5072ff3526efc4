package io.footfall.jmx;

import io.footfall.Counters;
import java.util.List;
import java.util.Map;

/**
 * The counters, the accounts and the health of one node, for JMX consoles.
 *
 * <p>Registered as {@code io.footfall:type=Counters,context=<name>,node=<name>}. Every attribute is
 * read on its own, so two of them need not belong to the same instant. All methods may be called
 * from any thread, and only {@link #flush} waits.
 */
public interface CountersMXBean {

  /** The cluster's value of the counter {@value Counters#REQUESTS}, as this node knows it. */
  long getTotal();

  /** Increments plus decrements of all counters that this node has counted in memory. */
  long getAccepted();

  /** The part of what was accepted that is in the journal on this node's disk. */
  long getJournaled();

  /** The part of what was accepted that the cluster has confirmed. */
  long getCommitted();

  /** What was accepted and is not yet confirmed by the cluster. */
  long getPending();

  /** What a count survives on this node: {@code JOURNALED}, {@code PROCESS} or {@code NONE}. */
  String getDurability();

  /** What was wrong with the settings at the start, one sentence each. */
  List<String> getSettingsProblems();

  /** How many nodes this one sees in the cluster, itself included; 1 before it has joined. */
  int getClusterMembers();

  /** Whether what this node knows of the others may be out of date. */
  boolean isStale();

  /** Milliseconds since the cluster last confirmed everything; -1 if it never did. */
  long getLastCommitAgeMillis();

  /** How many milliseconds the last confirmed commit took; -1 if there was none. */
  long getLastCommitMillis();

  /** How many operations have failed since the start. */
  long getFailures();

  /** The same by the name of the trouble; {@code other} are those that belong to no trouble. */
  Map<String, Long> getFailuresByKind();

  /** The last failure in a sentence, or empty. */
  String getLastFailure();

  /** The troubles that last now, one sentence each. */
  List<String> getTroubles();

  /** How many times a new name was folded into an {@code (other)} counter since the start. */
  long getFoldedNames();

  /** Rows written to the event log since the start; 0 where there is none. */
  long getEventLogRows();

  /** Rows that are kept for the event log's database; 0 where there is none. */
  long getEventLogPending();

  /** Rows left out because too many were kept, which costs resolution in time and no count. */
  long getEventLogSkipped();

  /** Milliseconds since the event log last held all slots that were over; -1 if it never did. */
  long getEventLogAgeMillis();

  /** How many deliveries to the event log have failed since the start. */
  long getEventLogFailures();

  /** Every counter with its value across the cluster, by name. */
  Map<String, CounterRow> getCounters();

  /** Every identity that has contributed to the counts, by its 32 hexadecimal digits. */
  Map<String, NodeRow> getNodes();

  /** Footfall's version. */
  String getVersion();

  /** The display name of this node. */
  String getNode();

  /** The identity under which this process counts: 32 hexadecimal digits. */
  String getIdentity();

  /** Where this node's files are, or empty when there are none. */
  String getDirectory();

  /**
   * Reads one counter across the cluster; a name that nobody has counted under reads as zero.
   *
   * @param name the counter's name
   */
  CounterReading read(String name);

  /**
   * Commits what was counted before the call, and returns when the cluster has confirmed it.
   *
   * @throws IllegalStateException if that does not happen within 10 seconds; nothing is lost, and
   *     the message says what is in the way
   */
  void flush();
}
