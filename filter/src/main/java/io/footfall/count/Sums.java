package io.footfall.count;

import io.footfall.Counter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one identity at one moment: for each of its counters two sums, of increments and of
 * decrements, that never go down. Immutable; safe for any thread.
 *
 * <p>Counters stand at the index they have in the identity's directory. An index whose name could
 * not be read has none, and its sums are left out until {@link #max} learns the name elsewhere.
 */
public final class Sums {

  private final @Nullable String[] names;
  private final long[] increments;
  private final long[] decrements;
  private final int size;

  /**
   * @param names by index; the array may be longer than the others and is not copied: its owner
   *     only ever appends
   * @param increments by index, not copied
   * @param decrements by index, not copied
   */
  Sums(@Nullable String[] names, long[] increments, long[] decrements) {
    this.names = names;
    this.increments = increments;
    this.decrements = decrements;
    this.size = increments.length;
  }

  /** Copies its arguments, which must be of one length; a name may be null. */
  public static Sums of(@Nullable String[] names, long[] increments, long[] decrements) {
    if (names.length != increments.length || names.length != decrements.length) {
      throw new IllegalArgumentException("names and sums must be of one length");
    }
    return new Sums(names.clone(), increments.clone(), decrements.clone());
  }

  /** No counters. */
  public static Sums none() {
    return new Sums(new String[0], new long[0], new long[0]);
  }

  /** One more than the highest index. */
  public int size() {
    return size;
  }

  /** The name at an index, or null where it could not be read. */
  public @Nullable String name(int index) {
    return names[index];
  }

  /** The sum of increments at an index. */
  public long increments(int index) {
    return increments[index];
  }

  /** The sum of decrements at an index. */
  public long decrements(int index) {
    return decrements[index];
  }

  /** The sum of all increments and decrements, at most {@link Long#MAX_VALUE}. */
  public long total() {
    return total(0, size);
  }

  /** The sum of all increments and decrements from one index to before another. */
  public long total(int from, int to) {
    long total = 0;
    for (int i = from; i < Math.min(to, size); i++) {
      if (names[i] != null) {
        total = plus(total, plus(increments[i], decrements[i]));
      }
    }
    return total;
  }

  /** The sum under a name; zero if there is none. Takes time in proportion to the size. */
  public Sum of(String name) {
    for (int i = 0; i < size; i++) {
      if (name.equals(names[i])) {
        return new Sum(increments[i], decrements[i]);
      }
    }
    return Sum.ZERO;
  }

  /**
   * The same without the sums whose names could not be read. To be called before these sums meet
   * others of the same identity that are not in the order of its directory.
   */
  public Sums named() {
    long[] keptIncrements = increments.clone();
    long[] keptDecrements = decrements.clone();
    for (int i = 0; i < size; i++) {
      if (names[i] == null) {
        keptIncrements[i] = 0;
        keptDecrements[i] = 0;
      }
    }
    return new Sums(names, keptIncrements, keptDecrements);
  }

  /** Whether every sum of the other is reached by this one's of the same name. */
  public boolean reaches(Sums other) {
    Map<String, Integer> places = null;
    for (int i = 0; i < other.size; i++) {
      String name = other.names[i];
      if (name == null || (other.increments[i] == 0 && other.decrements[i] == 0)) {
        continue;
      }
      Integer place = i;
      if (i >= size || !name.equals(names[i])) {
        if (places == null) {
          places = places(Arrays.copyOf(names, size));
        }
        place = places.get(name);
      }
      if (place == null
          || increments[place] < other.increments[i]
          || decrements[place] < other.decrements[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether names and sums are the same from one index to before another. */
  public boolean sameAs(Sums other, int from, int to) {
    int end = Math.min(to, size);
    if (end != Math.min(to, other.size)) {
      return false;
    }
    return from >= end
        || (Arrays.equals(increments, from, end, other.increments, from, end)
            && Arrays.equals(decrements, from, end, other.decrements, from, end)
            && Arrays.equals(names, from, end, other.names, from, end));
  }

  /**
   * The higher of each sum. Counters keep their index; a name that the other has at a different
   * index is matched by name, and one that is only there is put at its index if that is free, else
   * at the end. Sums without a name, on either side, go to the name that the other has at their
   * index.
   */
  public Sums max(Sums other) {
    int length = Math.max(size, other.size);
    @Nullable String[] mergedNames = Arrays.copyOf(Arrays.copyOf(names, size), length);
    long[] mergedIncrements = Arrays.copyOf(increments, length);
    long[] mergedDecrements = Arrays.copyOf(decrements, length);
    Map<String, Integer> places = null;
    for (int i = 0; i < other.size; i++) {
      String name = other.names[i];
      int place = i;
      if (name != null && !name.equals(mergedNames[i])) {
        if (places == null) {
          places = places(mergedNames);
        }
        Integer known = places.get(name);
        if (known != null) {
          place = known;
        } else {
          if (mergedNames[i] != null) {
            place = mergedNames.length;
            mergedNames = Arrays.copyOf(mergedNames, place + 1);
            mergedIncrements = Arrays.copyOf(mergedIncrements, place + 1);
            mergedDecrements = Arrays.copyOf(mergedDecrements, place + 1);
          }
          mergedNames[place] = name;
          places.put(name, place);
        }
      }
      mergedIncrements[place] = Math.max(mergedIncrements[place], other.increments[i]);
      mergedDecrements[place] = Math.max(mergedDecrements[place], other.decrements[i]);
    }
    return new Sums(mergedNames, mergedIncrements, mergedDecrements);
  }

  private static Map<String, Integer> places(@Nullable String[] names) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      if (name != null) {
        places.put(name, i);
      }
    }
    return places;
  }

  /** Adds two sums that are not negative, stopping at {@link Long#MAX_VALUE}. */
  static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** A sum as it is counted and shown: it stops at {@link Counter#MAX_SUM}. */
  static long capped(long sum) {
    return sum < 0 || sum > Counter.MAX_SUM ? Counter.MAX_SUM : sum;
  }
}
