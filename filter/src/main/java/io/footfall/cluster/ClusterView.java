package io.footfall.cluster;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Tally;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every other identity that this node has heard of, each with the highest sums it ever saw of it.
 *
 * <p>This node's own identity is not among them: its counts are read from the buckets. Safe for any
 * thread; nothing in it ever falls or goes away.
 */
public final class ClusterView {

  private final Identity self;
  private final Clock clock;
  private final ConcurrentHashMap<Identity, Other> others = new ConcurrentHashMap<>();

  /** A view that knows nobody. */
  public ClusterView(Identity self, Clock clock) {
    this.self = self;
    this.clock = clock;
  }

  /** Takes in what a file on this machine says of an identity; this node's own is passed over. */
  public void seed(Tally tally) {
    Other other = other(tally.identity(), tally.node());
    if (other != null) {
      other.learn(tally);
    }
  }

  /**
   * Puts what an identity had counted and not yet put into a slot when its process was killed into
   * a slot of this time.
   *
   * @param identity one whose process is gone
   * @param time in seconds since 1970
   * @return whether that is done; not while the process still seems to be in the cluster, as it
   *     does for a while after its end
   */
  public boolean settle(Identity identity, long time) {
    Other other = get(identity);
    if (other != null && other.isPresent()) {
      return false;
    }
    if (other != null) {
      other.settle(time);
    }
    return true;
  }

  /** All other identities; a live view. */
  public Collection<Other> others() {
    return Collections.unmodifiableCollection(others.values());
  }

  /** The identity of this process. */
  public Identity self() {
    return self;
  }

  /** What is known of an identity, or null. */
  @Nullable Other get(Identity identity) {
    return others.get(identity);
  }

  /** What is known of an identity, beginning with nothing; null for this process itself. */
  @Nullable Other other(Identity identity, String node) {
    return identity.equals(self)
        ? null
        : others.computeIfAbsent(identity, who -> new Other(who, node, clock));
  }
}
