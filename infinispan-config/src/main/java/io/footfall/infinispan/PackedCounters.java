package io.footfall.infinispan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The counters of a {@link Packed}, and their compact form. Immutable.
 *
 * @param counters in the order of the identity's directory
 */
public record PackedCounters(List<Counter> counters) {
  /** Places are below this: the most counters that any identity has, and as many again. */
  private static final int PLACES = 1 << 21;

  /**
   * One counter.
   *
   * @param place its place in the identity's directory
   * @param name its name, not empty
   * @param increments the sum of all increments
   * @param decrements the sum of all decrements, as a positive number
   */
  public record Counter(int place, String name, long increments, long decrements) {}

  /** Copies the list. */
  public PackedCounters {
    counters = List.copyOf(counters);
  }

  /**
   * Returns the counters of both, each with the higher of its sums: these first and in their order,
   * then those that only {@code other} knows, at their place or behind all where it is taken.
   */
  public PackedCounters max(PackedCounters other) {
    Map<String, Integer> at = new HashMap<>();
    Map<Integer, String> taken = new HashMap<>();
    List<Counter> joined = new ArrayList<>(counters);
    int behind = 0;
    for (int i = 0; i < joined.size(); i++) {
      at.put(joined.get(i).name(), i);
      taken.put(joined.get(i).place(), joined.get(i).name());
      behind = Math.max(behind, joined.get(i).place() + 1);
    }
    for (Counter theirs : other.counters) {
      behind = Math.max(behind, theirs.place() + 1);
    }
    for (Counter theirs : other.counters) {
      Integer index = at.get(theirs.name());
      if (index != null) {
        Counter mine = joined.get(index);
        joined.set(
            index,
            new Counter(
                mine.place(),
                mine.name(),
                Math.max(mine.increments(), theirs.increments()),
                Math.max(mine.decrements(), theirs.decrements())));
      } else {
        int place = taken.containsKey(theirs.place()) ? behind++ : theirs.place();
        taken.put(place, theirs.name());
        at.put(theirs.name(), joined.size());
        joined.add(new Counter(place, theirs.name(), theirs.increments(), theirs.decrements()));
      }
    }
    joined.sort(Comparator.comparingInt(Counter::place));
    return new PackedCounters(joined);
  }

  /**
   * Returns the compact form: the number of counters, then column by column the distances of their
   * places, how many bytes of its name each shares with the one before, how many follow, these
   * bytes, and the two sums; all numbers in groups of seven bits, the whole deflated. The same
   * counters always make the same bytes on one version of Java.
   */
  public byte[] toBytes() {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    Compact.number(raw, counters.size());
    int[] place = {-1};
    column(
        raw,
        counter -> {
          int distance = counter.place() - place[0] - 1;
          place[0] = counter.place();
          return Integer.toUnsignedLong(distance);
        });
    ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    byte[] before = new byte[0];
    for (Counter counter : counters) {
      byte[] name = counter.name().getBytes(StandardCharsets.UTF_8);
      int shared = shared(before, name);
      Compact.number(raw, shared);
      Compact.number(lengths, name.length - shared);
      names.write(name, shared, name.length - shared);
      before = name;
    }
    raw.writeBytes(lengths.toByteArray());
    raw.writeBytes(names.toByteArray());
    column(raw, Counter::increments);
    column(raw, Counter::decrements);
    return Compact.deflated(raw.toByteArray());
  }

  private void column(ByteArrayOutputStream raw, ToLongFunction<Counter> value) {
    for (Counter counter : counters) {
      Compact.number(raw, value.applyAsLong(counter));
    }
  }

  private static int shared(byte[] a, byte[] b) {
    int length = 0;
    while (length < a.length && length < b.length && a[length] == b[length]) {
      length++;
    }
    return length;
  }

  /**
   * Reads the compact form.
   *
   * @throws IllegalArgumentException if it is damaged or of a later format
   */
  public static PackedCounters fromBytes(byte[] bytes) {
    if (bytes.length == 0) {
      return new PackedCounters(List.of());
    }
    return Compact.read(bytes, PackedCounters::parse);
  }

  private static PackedCounters parse(Compact.Cursor in) {
    int count = in.count();
    long[] places = in.column(count);
    long[] shared = in.column(count);
    long[] lengths = in.column(count);
    String[] names = new String[count];
    byte[] before = new byte[0];
    for (int i = 0; i < count; i++) {
      in.requireName(shared[i], before.length, lengths[i]);
      byte[] name = Arrays.copyOf(before, (int) (shared[i] + lengths[i]));
      in.copy(name, (int) shared[i]);
      names[i] = new String(name, StandardCharsets.UTF_8);
      before = name;
    }
    long[] increments = in.column(count);
    long[] decrements = in.column(count);
    List<Counter> counters = new ArrayList<>(count);
    int place = -1;
    for (int i = 0; i < count; i++) {
      if (places[i] < 0 || places[i] > PLACES - place - 2) {
        throw new IndexOutOfBoundsException("a place is too high");
      }
      place += (int) places[i] + 1;
      counters.add(new Counter(place, names[i], increments[i], decrements[i]));
    }
    return new PackedCounters(counters);
  }
}
