package io.footfall.infinispan;

import java.util.List;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.container.entries.CacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * Joins the copies of an entry that the sides of a split have written, so that no count is lost.
 *
 * <p>All copies are joined by {@link Mergeable#max}; an entry that exists anywhere is kept. Values
 * that are not {@link Mergeable}, or not of the type of the first one, leave the first one as it
 * is: the preferred side's, if it has one. The cache must store objects ({@code
 * application/x-java-object}): with any other encoding the values arrive here as bytes, and are not
 * joined.
 *
 * <p>Stateless, and so safe for use by many threads.
 */
public final class MaxMergePolicy implements EntryMergePolicy<Object, Object> {
  /** Makes a policy; Infinispan calls this. */
  public MaxMergePolicy() {}

  /** Returns an entry with the join of all copies, or null if there is no copy at all. */
  @Override
  public @Nullable CacheEntry<Object, Object> merge(
      @Nullable CacheEntry<Object, Object> preferred,
      @Nullable List<CacheEntry<Object, Object>> others) {
    CacheEntry<Object, Object> result = holdsValue(preferred) ? preferred : null;
    for (CacheEntry<Object, Object> other :
        others == null ? List.<CacheEntry<Object, Object>>of() : others) {
      if (!holdsValue(other)) {
        continue;
      }
      result = result == null ? other : join(result, other);
    }
    return result;
  }

  private static boolean holdsValue(@Nullable CacheEntry<Object, Object> entry) {
    return entry != null && entry.getValue() != null;
  }

  private static CacheEntry<Object, Object> join(
      CacheEntry<Object, Object> first, CacheEntry<Object, Object> second) {
    Object value = first.getValue();
    Object joined = join(value, second.getValue());
    if (joined.equals(value)) {
      return first;
    }
    if (joined.equals(second.getValue())) {
      return second;
    }
    CacheEntry<Object, Object> entry = first.clone(); // keeps the key and the lifespan
    entry.setValue(joined);
    return entry;
  }

  private static Object join(Object first, Object second) {
    return first instanceof Mergeable<?> mergeable && first.getClass() == second.getClass()
        ? joinAlike(mergeable, second)
        : first;
  }

  /** A value joins with its own class: {@link Mergeable} binds its parameter to the implementor. */
  @SuppressWarnings("unchecked")
  private static <T extends Mergeable<T>> T joinAlike(Mergeable<?> first, Object second) {
    return ((Mergeable<T>) first).max((T) second);
  }
}
