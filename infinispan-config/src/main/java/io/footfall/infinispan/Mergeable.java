package io.footfall.infinispan;

/**
 * A value that only grows, so that two copies of it can be joined without knowing which is newer.
 *
 * <p>The join loses nothing that either copy holds. It is idempotent, commutative and associative
 * (an implementation says up to what), so repeating it, or joining in another order, changes
 * nothing.
 *
 * @param <T> the implementing type itself
 */
public interface Mergeable<T extends Mergeable<T>> {
  /** Returns the join of this value and {@code other}; neither of them changes. */
  T max(T other);
}
