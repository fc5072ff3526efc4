package io.footfall.journal;

import io.footfall.count.Chunk;
import io.footfall.count.Ring;
import io.footfall.count.Slot;
import io.footfall.count.Sum;
import io.footfall.count.Tier;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a ring as a record of a generation: whose it is, then its slots, each as the
 * difference from the one before, in as few bytes as the numbers need.
 */
final class RingRecord {

  private RingRecord() {}

  /** The slots of a ring in pieces that make records of some hundred bytes. */
  static List<List<Slot>> pieces(Ring ring) {
    List<List<Slot>> pieces = new ArrayList<>();
    for (Chunk chunk : ring.chunks()) {
      pieces.add(chunk.slots());
    }
    pieces.add(List.of(ring.newest()));
    return pieces;
  }

  static void write(DataOutputStream out, Ring ring, List<Slot> slots) throws IOException {
    out.writeUTF(ring.counter());
    out.writeInt(ring.index());
    out.writeInt(ring.tier().seconds());
    out.writeInt(ring.tier().slots());
    out.writeInt(slots.size());
    Slot before = new Slot(0, 0, Sum.ZERO, Sum.ZERO);
    for (Slot slot : slots) {
      writeNumber(out, slot.serial() - before.serial());
      writeNumber(out, slot.start() - before.start());
      writeNumber(out, slot.open().increments() - before.end().increments());
      writeNumber(out, slot.open().decrements() - before.end().decrements());
      writeNumber(out, slot.end().increments() - slot.open().increments());
      writeNumber(out, slot.end().decrements() - slot.open().decrements());
      before = slot;
    }
  }

  /** The ring of which these slots are a piece, or null if there are none. */
  static @Nullable Ring read(DataInputStream in) throws IOException {
    String counter = in.readUTF();
    int index = in.readInt();
    Tier tier = new Tier(in.readInt(), in.readInt());
    int size = in.readInt();
    Ring ring = null;
    Slot before = new Slot(0, 0, Sum.ZERO, Sum.ZERO);
    for (int i = 0; i < size; i++) {
      long serial = before.serial() + readNumber(in);
      long start = before.start() + readNumber(in);
      Sum open =
          sum(
              before.end(),
              before.end().increments() + readNumber(in),
              before.end().decrements() + readNumber(in));
      Sum end = new Sum(open.increments() + readNumber(in), open.decrements() + readNumber(in));
      Slot slot = new Slot(serial, start, open, end);
      ring = ring == null ? Ring.of(counter, index, tier, slot) : ring.learn(slot);
      before = slot;
    }
    return ring;
  }

  /** The same object where it says the same, because most slots open where the last one ended. */
  private static Sum sum(Sum before, long increments, long decrements) {
    return before.increments() == increments && before.decrements() == decrements
        ? before
        : new Sum(increments, decrements);
  }

  /** Seven bits a byte, the lowest first, small numbers of either sign in few. */
  private static void writeNumber(DataOutputStream out, long number) throws IOException {
    long rest = (number << 1) ^ (number >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long readNumber(DataInputStream in) throws IOException {
    long rest = 0;
    int shift = 0;
    long next;
    do {
      next = in.readByte();
      rest |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0 && shift < Long.SIZE);
    return (rest >>> 1) ^ -(rest & 1);
  }
}
