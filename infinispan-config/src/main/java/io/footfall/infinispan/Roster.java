package io.footfall.infinispan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.infinispan.protostream.annotations.Proto;

/**
 * A set of identities that only grows: those that have ever published something. Of those that are
 * packed it also tells which packed entry their owners have, so that a reader sees which ones it
 * has not read.
 *
 * <p>The order of the components is the order of the field numbers: new ones go to the end.
 *
 * @param identities the identities, in no order; unmodifiable
 * @param marks the {@link Packed#mark} of each identity's packed entry, or 0; in the natural order
 *     of the identities, without the zeros at the end
 */
@Proto
public record Roster(Set<String> identities, List<Long> marks) implements Mergeable<Roster> {
  /** Copies both; what is missing in a decoded roster is empty. */
  public Roster {
    identities = Absent.orEmpty(identities);
    List<Long> told = Absent.orEmpty(marks);
    int size = Math.min(told.size(), identities.size());
    while (size > 0 && told.get(size - 1) == 0) {
      size--;
    }
    marks = List.copyOf(told.subList(0, size));
  }

  /** A roster that tells of no packed entry. */
  public Roster(Set<String> identities) {
    this(identities, List.of());
  }

  /** Returns the mark of each packed entry that it tells of, by identity. */
  public Map<String, Long> packed() {
    Map<String, Long> packed = new HashMap<>();
    List<String> ordered = identities.stream().sorted().toList();
    for (int i = 0; i < marks.size(); i++) {
      if (marks.get(i) != 0) {
        packed.put(ordered.get(i), marks.get(i));
      }
    }
    return packed;
  }

  /** Returns the same with these identities and marks, which take the place of others. */
  public Roster with(Map<String, Long> packed) {
    Map<String, Long> all = new TreeMap<>();
    identities.forEach(identity -> all.put(identity, 0L));
    all.putAll(packed());
    all.putAll(packed);
    Roster result = new Roster(all.keySet(), new ArrayList<>(all.values()));
    return result.equals(this) ? this : result;
  }

  /**
   * Returns the union. Of two marks of an identity it has the higher number, which means nothing:
   * the owners put theirs in its place. The join is idempotent, commutative and associative.
   */
  @Override
  public Roster max(Roster other) {
    Map<String, Long> joined = new HashMap<>();
    other.identities.forEach(identity -> joined.put(identity, 0L));
    joined.putAll(other.packed());
    packed().forEach((identity, mark) -> joined.merge(identity, mark, Roster::higher));
    return with(joined);
  }

  private static long higher(long a, long b) {
    return a == 0 || b == 0 ? a + b : Math.max(a, b);
  }
}
