package io.footfall.infinispan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.infinispan.protostream.annotations.Proto;

/**
 * The sums of up to 64 consecutive counters of one identity, in the order of its own directory.
 *
 * <p>The three lists have the same length; the i-th elements belong to one counter. An empty name
 * is a counter whose name is not known; it means the counter at that place. Immutable.
 *
 * @param names the counters' names
 * @param increments the sums of all increments
 * @param decrements the sums of all decrements, as positive numbers
 */
@Proto
public record Block(List<String> names, List<Long> increments, List<Long> decrements)
    implements Mergeable<Block> {
  /** The most counters that a block holds. */
  public static final int SIZE = 64;

  /**
   * Copies the lists; a list that is missing in a decoded block is empty.
   *
   * @throws IllegalArgumentException if the lists differ in length
   */
  public Block {
    names = Absent.orEmpty(names);
    increments = Absent.orEmpty(increments);
    decrements = Absent.orEmpty(decrements);
    if (names.size() != increments.size() || names.size() != decrements.size()) {
      throw new IllegalArgumentException(
          "a block needs as many names as increments and decrements, but has %d, %d and %d: the entry is damaged or of a format that this version does not know"
              .formatted(names.size(), increments.size(), decrements.size()));
    }
  }

  /** Returns the number of counters. */
  public int size() {
    return names.size();
  }

  /** Returns the sum of all increments and decrements; it wraps. It grows when any sum grows. */
  public long weight() {
    long weight = 0;
    for (int i = 0; i < names.size(); i++) {
      weight += increments.get(i) + decrements.get(i);
    }
    return weight;
  }

  /**
   * Returns the counters of both, each with the higher of its sums: this block's first and in its
   * order, then those that only {@code other} knows.
   *
   * <p>Where both list their counters alike, as blocks of one identity do, a counter whose name one
   * of them does not know takes the name from the other. The join is idempotent; commutative and
   * associative up to the order of the counters.
   */
  @Override
  public Block max(Block other) {
    return alike(other) ? byPlace(other) : byName(other);
  }

  private boolean alike(Block other) {
    int common = Math.min(size(), other.size());
    for (int i = 0; i < common; i++) {
      String mine = names.get(i);
      String theirs = other.names.get(i);
      if (!mine.equals(theirs) && !mine.isEmpty() && !theirs.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private Block byPlace(Block other) {
    Joined joined = new Joined(this);
    for (int i = 0; i < other.size(); i++) {
      if (i < size()) {
        joined.raise(i, other, i);
      } else {
        joined.append(other, i);
      }
    }
    return joined.block();
  }

  private Block byName(Block other) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < size(); i++) {
      if (!names.get(i).isEmpty()) {
        places.putIfAbsent(names.get(i), i);
      }
    }
    Joined joined = new Joined(this);
    for (int i = 0; i < other.size(); i++) {
      String name = other.names.get(i);
      Integer place = places.get(name);
      if (name.isEmpty() && i < size() && names.get(i).isEmpty()) {
        place = i;
      }
      if (place != null) {
        joined.raise(place, other, i);
      } else {
        joined.append(other, i);
      }
    }
    return joined.block();
  }

  /** A block in the making. */
  private static final class Joined {
    private final List<String> names;
    private final List<Long> increments;
    private final List<Long> decrements;

    Joined(Block start) {
      names = new ArrayList<>(start.names);
      increments = new ArrayList<>(start.increments);
      decrements = new ArrayList<>(start.decrements);
    }

    void raise(int place, Block from, int index) {
      if (names.get(place).isEmpty()) {
        names.set(place, from.names.get(index));
      }
      increments.set(place, Math.max(increments.get(place), from.increments.get(index)));
      decrements.set(place, Math.max(decrements.get(place), from.decrements.get(index)));
    }

    void append(Block from, int index) {
      names.add(from.names.get(index));
      increments.add(from.increments.get(index));
      decrements.add(from.decrements.get(index));
    }

    Block block() {
      return new Block(names, increments, decrements);
    }
  }
}
