package io.footfall.cluster;

import io.footfall.count.Identity;
import io.footfall.infinispan.Roster;
import io.footfall.infinispan.RosterKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The list of all identities, and this node's part in it. Used by the cluster thread alone. */
final class Enrolment {

  static final RosterKey ROSTER = new RosterKey(0);

  private final Store store;
  private final ClusterView view;
  private final Identity self;

  Enrolment(Store store, ClusterView view, Identity self) {
    this.store = store;
    this.view = view;
    this.self = self;
  }

  /**
   * Adds to the list of all identities those that this node knows of, or holds entries of, and that
   * one of the list's owners lacks. Every node adds every identity: the one that has just read an
   * absent identity from its disk may be the only one that knows of it; and when a late message
   * puts an old list in place of a newer one, nobody may know of a node that died just after its
   * first commit but the owners of its entries, who have not read them. Its owners also tell there
   * which packed entry an identity has, so that the others read it when it is another one.
   */
  void enroll() {
    List<@Nullable Object> held;
    try {
      held = store.isMoving() ? held() : store.replicas(ROSTER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The next wait of this thread ends it.
      return;
    }
    Set<String> known = new HashSet<>();
    known.add(self.toString());
    known.addAll(store.identitiesHere());
    view.others().forEach(other -> known.add(other.identity().toString()));
    Roster whole = new Roster(known);
    for (Object value : held) {
      whole = value instanceof Roster roster ? roster.max(whole) : whole;
    }
    if (!store.isMoving()) {
      whole = whole.with(store.packedHere());
    }
    for (Object value : held) {
      if (!whole.equals(value)) {
        store.putAll(Map.of(ROSTER, whole));
        break;
      }
    }
  }

  private List<@Nullable Object> held() {
    List<@Nullable Object> one = new ArrayList<>();
    one.add(store.getAll(Set.of(ROSTER)).get(ROSTER));
    return one;
  }
}
