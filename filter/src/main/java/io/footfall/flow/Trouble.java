package io.footfall.flow;

/**
 * What can be wrong with a deployment for longer than a moment. {@code docs/operations.md} says for
 * each what it means and what to do.
 */
public enum Trouble {
  /** The data directory cannot be used, or is no longer where it was. */
  DATA_DIR("data-dir"),

  /** The journal of this node's own counts cannot be written. */
  JOURNAL("journal"),

  /** The journal of absent identities cannot be written. */
  ABSENT_JOURNAL("absent-journal"),

  /** The journal of what this node holds of the nodes that are present cannot be written. */
  PRESENT_JOURNAL("present-journal"),

  /** The disk holds up the thread that flushes, so that no tick comes. */
  FLUSH("flush"),

  /** The cluster cannot be joined. */
  CLUSTER("cluster"),

  /** The cluster does not confirm commits. */
  COMMIT("commit"),

  /** What others have counted cannot be read. */
  READ("read"),

  /** The event log's database does not take what was counted. */
  EVENT_LOG("event-log"),

  /** What that database has not confirmed cannot be written to this node's disk. */
  EVENT_LOG_JOURNAL("event-log-journal"),

  /** Another process writes under this one's identity. */
  IDENTITY("identity");

  /** How the failures that belong to no trouble are listed beside the troubles. */
  static final String NONE = "other";

  private final String word;

  Trouble(String word) {
    this.word = word;
  }

  /** Its name in notifications, metrics and documents, as in {@code data-dir}. */
  public String word() {
    return word;
  }
}
