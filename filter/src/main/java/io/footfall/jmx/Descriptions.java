package io.footfall.jmx;

import java.util.Map;

/** What a console shows beside each attribute and operation. */
final class Descriptions {

  private static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("Total", "the cluster's value of the counter \"requests\""),
          Map.entry("Accepted", "increments plus decrements counted by this node"),
          Map.entry("Journaled", "the part of Accepted that is in the journal on disk"),
          Map.entry("Committed", "the part of Accepted that the cluster has confirmed"),
          Map.entry("Pending", "Accepted less Committed"),
          Map.entry("Durability", "what a count survives here: JOURNALED, PROCESS or NONE"),
          Map.entry("SettingsProblems", "what was wrong with the settings at the start"),
          Map.entry("ClusterMembers", "nodes in the cluster as seen here, itself included"),
          Map.entry("Stale", "whether what is known of other nodes may be out of date"),
          Map.entry("LastCommitAgeMillis", "time since the cluster last confirmed all; -1: never"),
          Map.entry("LastCommitMillis", "how long the last confirmed commit took; -1: none yet"),
          Map.entry("Failures", "operations that have failed since the start"),
          Map.entry("FailuresByKind", "Failures for each kind of trouble"),
          Map.entry("LastFailure", "the last failure in a sentence"),
          Map.entry("Troubles", "the troubles that last now"),
          Map.entry("FoldedNames", "how often a new name was folded into an (other) counter"),
          Map.entry("EventLogRows", "rows written to the event log since the start"),
          Map.entry("EventLogPending", "rows that are kept for the event log's database"),
          Map.entry(
              "EventLogSkipped", "rows left out because too many were kept; no count is lost"),
          Map.entry(
              "EventLogAgeMillis", "time since the log last held all that was over; -1: never"),
          Map.entry("EventLogFailures", "deliveries to the event log that have failed"),
          Map.entry("Counters", "all counters with their values across the cluster"),
          Map.entry("Nodes", "all identities that have contributed to the counts"),
          Map.entry("Version", "Footfall's version"),
          Map.entry("Node", "the display name of this node"),
          Map.entry("Identity", "the identity under which this process counts"),
          Map.entry("Directory", "where this node's files are"),
          Map.entry("read", "reads one counter across the cluster, with each node's part"),
          Map.entry("flush", "commits now; returns when the cluster has confirmed, or throws"));

  private Descriptions() {}

  /** The description of an attribute or operation; its name if there is none. */
  static String of(String name) {
    return ALL.getOrDefault(name, name);
  }
}
