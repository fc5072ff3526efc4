package io.footfall.count;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@value #SIZE} slots of consecutive serials; what is written in one piece. Immutable; safe
 * for any thread.
 *
 * <p>Every node has the closed slots of every identity in memory, of the dead ones too, so they are
 * kept as differences: a slot mostly opens where the one before ended, and starts soon after it.
 * {@link #slots} makes the list anew each time.
 */
public final class Chunk {

  /** How many serials share a chunk. */
  public static final int SIZE = 32;

  /** What the first slot is told by its difference from. */
  private static final Slot NONE = new Slot(-1, 0, Sum.ZERO, Sum.ZERO);

  private static final int MOST_BYTES_A_SLOT = 60;

  private final long number;
  private final int size;

  /** The same slots always make the same bytes. */
  private final byte[] packed;

  /**
   * Keeps slots.
   *
   * @param number the serial of the first place, divided by {@value #SIZE}
   * @param slots in the order of their serials
   */
  public Chunk(long number, List<Slot> slots) {
    this.number = number;
    this.size = slots.size();
    byte[] bytes = new byte[size * MOST_BYTES_A_SLOT];
    int at = 0;
    Slot before = NONE;
    for (Slot slot : slots) {
      at = put(bytes, at, slot.serial() - before.serial() - 1);
      at = put(bytes, at, slot.start() - before.start());
      at = put(bytes, at, slot.open().increments() - before.end().increments());
      at = put(bytes, at, slot.open().decrements() - before.end().decrements());
      at = put(bytes, at, slot.end().increments() - slot.open().increments());
      at = put(bytes, at, slot.end().decrements() - slot.open().decrements());
      before = slot;
    }
    packed = Arrays.copyOf(bytes, at);
  }

  static long numberOf(long serial) {
    return Math.floorDiv(serial, (long) SIZE);
  }

  /** The serial of the first place, divided by {@value #SIZE}. */
  public long number() {
    return number;
  }

  /** How many slots there are. */
  int size() {
    return size;
  }

  /** The slots, in the order of their serials. */
  public List<Slot> slots() {
    Reader in = new Reader(packed);
    List<Slot> slots = new ArrayList<>(size);
    Slot before = NONE;
    for (int i = 0; i < size; i++) {
      long serial = before.serial() + 1 + in.next();
      long start = before.start() + in.next();
      Sum open = sum(before.end(), in.next(), in.next());
      before = new Slot(serial, start, open, sum(open, in.next(), in.next()));
      slots.add(before);
    }
    return slots;
  }

  private static Sum sum(Sum from, long increments, long decrements) {
    return increments == 0 && decrements == 0
        ? from
        : new Sum(from.increments() + increments, from.decrements() + decrements);
  }

  /** The same with one more slot, or a higher state of one. */
  Chunk with(Slot slot) {
    List<Slot> changed = slots();
    int place = 0;
    while (place < changed.size() && changed.get(place).serial() < slot.serial()) {
      place++;
    }
    if (place < changed.size() && changed.get(place).serial() == slot.serial()) {
      Slot before = changed.get(place);
      Slot merged = before.max(slot);
      if (merged.equals(before)) {
        return this;
      }
      changed.set(place, merged);
    } else {
      changed.add(place, slot);
    }
    return new Chunk(number, changed);
  }

  /** Seven bits a byte, the lowest first; the sign in the lowest of all, so that both are short. */
  private static int put(byte[] bytes, int from, long value) {
    int at = from;
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    long next() {
      long value = 0;
      int shift = 0;
      byte part;
      do {
        part = bytes[at++];
        value |= (part & 0x7FL) << shift;
        shift += 7;
      } while (part < 0);
      return (value >>> 1) ^ -(value & 1);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Chunk chunk
        && number == chunk.number
        && Arrays.equals(packed, chunk.packed);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number) * 31 + Arrays.hashCode(packed);
  }

  @Override
  public String toString() {
    return number + slots().toString();
  }
}
