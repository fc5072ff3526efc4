package io.footfall.cluster;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Rings;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import java.time.Duration;
import java.util.List;

/**
 * This node's seat at the cluster's ledger.
 *
 * <p>Used by one thread, except for {@link #members} and {@link #sequence}. Any method may throw a
 * {@link RuntimeException} when the cluster does not answer; the outcome of a write is unknown
 * then, and calling again with what is counted by that time puts it right.
 */
public final class ClusterLedger implements AutoCloseable {

  /**
   * What this node says of itself.
   *
   * @param identity under which it counts
   * @param incarnation how often the identity was opened
   * @param node the display name
   * @param location where it is, or empty
   * @param url where it is reached, or empty
   * @param version Footfall's version
   */
  public record Self(
      Identity identity,
      long incarnation,
      String node,
      String location,
      String url,
      String version) {}

  private final Store store;
  private final ClusterView view;
  private final Publication own;
  private final Refresh reading;
  private final Enrolment enrolment;
  private final AntiEntropy antiEntropy;
  private final Packing packing;

  ClusterLedger(Store store, Self self, ClusterView view, Clock clock) {
    this(store, self, view, clock, ClusterOptions.PACK_AFTER);
  }

  ClusterLedger(Store store, Self self, ClusterView view, Clock clock, Duration packAfter) {
    this.store = store;
    this.view = view;
    this.own = new Publication(self, store.address(), clock.wallMillis());
    this.packing = new Packing(store, view, packAfter);
    this.antiEntropy = new AntiEntropy(store, own, view, packing);
    this.reading = new Refresh(store, view, antiEntropy);
    this.enrolment = new Enrolment(store, view, self.identity());
  }

  /**
   * Joins the cluster, or begins one when nobody answers in time. Takes seconds.
   *
   * @throws RuntimeException if the settings do not work, a port cannot be had or the network fails
   */
  public static ClusterLedger join(
      ClusterOptions options, Self self, ClusterView view, Clock clock) {
    return new ClusterLedger(
        InfinispanStore.start(options, self), self, view, clock, options.packAfter());
  }

  /**
   * Removes what Infinispan leaves behind in the JVM, so that the class loader of a web application
   * that stops can go. Nobody can join a cluster through this class loader afterwards.
   */
  public static void release() {
    InfinispanStore.release();
  }

  /** How many nodes are in the cluster as this one sees it, itself included. */
  public int members() {
    return reading.members();
  }

  /** The number of this node's last publication; may be read by any thread. */
  public long sequence() {
    return own.sequence();
  }

  /**
   * Writes this node's sums in one transaction, as far as the ledger has not confirmed them.
   *
   * @param rings the same over time
   * @param heartbeat whether to write how this node stands also when nothing was counted
   * @return whether there was anything to write
   */
  public boolean commit(Sums sums, Rings rings, boolean heartbeat) {
    return own.commit(store, sums, rings, heartbeat);
  }

  /** The same without series. */
  public boolean commit(Sums sums, boolean heartbeat) {
    return commit(sums, Rings.none(), heartbeat);
  }

  /** Takes the news of the others into the view. */
  public void refresh() {
    reading.run();
  }

  /**
   * Adds to the list of all identities those that this node knows of and the list lacks; the next
   * {@link #refresh} reads whoever is on it.
   */
  public void enroll() {
    enrolment.enroll();
    reading.readAllNext();
  }

  /**
   * Reads a little of the ledger back, and writes again what it lacks of absent identities; what it
   * lacks of this node's own goes with the next {@link #commit}. Packs a little of what has been
   * absent for long.
   *
   * @param alsoAbsent whether to look at one absent identity even if nothing has happened
   */
  public void verify(boolean alsoAbsent) throws InterruptedException {
    antiEntropy.step(alsoAbsent);
    packing.step();
  }

  /**
   * Writes what the ledger lacks of another identity's sums.
   *
   * @return whether every owner was seen to hold them; after a write, the next call will tell
   */
  public boolean publish(Tally tally) throws InterruptedException {
    return antiEntropy.confirm(tally);
  }

  /**
   * Whether the ledger was seen to hold more under this node's identity than this process ever
   * counted: somebody else writes under it.
   */
  public boolean isForked() {
    return own.isForked();
  }

  /** The other identities whose entries this node is an owner of. */
  public List<Other> owned() {
    return view.others().stream().filter(other -> store.isOwner(other.identity())).toList();
  }

  /** Leaves the cluster. */
  @Override
  public void close() {
    store.close();
  }
}
