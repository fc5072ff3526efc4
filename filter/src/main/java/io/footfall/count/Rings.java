package io.footfall.count;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The history of one identity: a ring for each of its counters that has one, and each tier.
 * Immutable; safe for any thread.
 */
public final class Rings {

  private static final Rings NONE = new Rings(Map.of());

  private final Map<Place, Ring> rings;

  private record Place(String counter, int seconds) {}

  private Rings(Map<Place, Ring> rings) {
    this.rings = rings;
  }

  /** No history. */
  public static Rings none() {
    return NONE;
  }

  /** All rings, in the order in which they came. */
  public Collection<Ring> all() {
    return Collections.unmodifiableCollection(rings.values());
  }

  /** Whether there is no ring. */
  public boolean isEmpty() {
    return rings.isEmpty();
  }

  /** The ring of a counter with slots of this length, or null. */
  public @Nullable Ring ring(String counter, int seconds) {
    return rings.get(new Place(counter, seconds));
  }

  /** The same with a ring in place of the one of its counter and length. */
  public Rings with(Ring ring) {
    return with(Collections.singleton(ring));
  }

  /** The same with several rings. */
  public Rings with(Collection<Ring> changed) {
    if (changed.isEmpty()) {
      return this;
    }
    Map<Place, Ring> all = new LinkedHashMap<>(rings);
    changed.forEach(ring -> all.put(new Place(ring.counter(), ring.tier().seconds()), ring));
    return new Rings(all);
  }

  /** The join, ring by ring. */
  @SuppressWarnings("ReferenceEquality") // A short cut, and no more.
  public Rings max(Rings other) {
    if (other == this || other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    Map<Place, Ring> all = new LinkedHashMap<>(rings);
    other.rings.forEach((place, ring) -> all.merge(place, ring, Ring::max));
    return new Rings(all);
  }

  /** Whether every slot that another one has is here, as it is there or later. */
  public boolean reaches(Rings other) {
    return max(other).equals(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Rings set && rings.equals(set.rings);
  }

  @Override
  public int hashCode() {
    return rings.hashCode();
  }

  @Override
  public String toString() {
    return rings.values().toString();
  }
}
