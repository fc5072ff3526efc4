package io.footfall.infinispan;

import java.util.HashSet;
import java.util.Set;
import org.infinispan.protostream.annotations.Proto;

/**
 * A set of identities that only grows: those that have ever published something.
 *
 * @param identities the identities, in no order; unmodifiable
 */
@Proto
public record Roster(Set<String> identities) implements Mergeable<Roster> {
  /** Copies the set; a set that is missing in a decoded roster is empty. */
  public Roster {
    identities = Absent.orEmpty(identities);
  }

  /** Returns the union. */
  @Override
  public Roster max(Roster other) {
    if (identities.containsAll(other.identities)) {
      return this;
    }
    Set<String> union = new HashSet<>(identities);
    union.addAll(other.identities);
    return new Roster(union);
  }
}
