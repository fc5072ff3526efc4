package io.footfall.infinispan;

import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What the compact forms have in common: a first byte that tells the format, the rest deflated, and
 * in it numbers in groups of seven bits.
 */
final class Compact {
  /** The first byte. */
  static final byte FORMAT = 1;

  /** The most bytes that a compact form is read to: 16 times what the largest identity takes. */
  private static final int MOST_BYTES = 1 << 30;

  private static final int CHUNK = 8 * 1024;

  private Compact() {}

  static byte[] deflated(byte[] raw) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(FORMAT);
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(raw);
      deflater.finish();
      byte[] chunk = new byte[CHUNK];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  /**
   * Reads a compact form that is not empty.
   *
   * @throws IllegalArgumentException if it is damaged or of a later format
   */
  static <T> T read(byte[] bytes, Function<Cursor, T> parser) {
    if (bytes[0] != FORMAT) {
      throw new IllegalArgumentException(
          "a packed entry must have format %d, was %d: a later version of Footfall wrote it, so use that version on every node"
              .formatted(FORMAT, bytes[0]));
    }
    try {
      return parser.apply(new Cursor(inflated(bytes)));
    } catch (DataFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "a packed entry must be as it was written, but cannot be read: " + e, e);
    }
  }

  private static byte[] inflated(byte[] bytes) throws DataFormatException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes, 1, bytes.length - 1);
      byte[] chunk = new byte[CHUNK];
      while (!inflater.finished()) {
        int length = inflater.inflate(chunk);
        if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DataFormatException("it ends too early");
        }
        out.write(chunk, 0, length);
        if (out.size() > MOST_BYTES) {
          throw new DataFormatException("it is longer than any identity");
        }
      }
    } finally {
      inflater.end();
    }
    return out.toByteArray();
  }

  static void number(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** A number that is small either way of zero takes few bytes. */
  static void signed(ByteArrayOutputStream out, long value) {
    number(out, (value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  /** Reads from the start of an array to its end. */
  static final class Cursor {
    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    long number() {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        byte next = bytes[at++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IndexOutOfBoundsException("a number is too long");
    }

    long signed() {
      long value = number();
      return (value >>> 1) ^ -(value & 1);
    }

    /**
     * How many of something follow; each takes a byte at least, so there are not more than bytes.
     */
    int count() {
      long count = number();
      if (count < 0 || count > bytes.length) {
        throw new IndexOutOfBoundsException("it has " + count + " parts");
      }
      return (int) count;
    }

    /** A number that is no length and no place, and yet not above the highest integer. */
    int integer() {
      long value = number();
      if (value < 0 || value > Integer.MAX_VALUE) {
        throw new IndexOutOfBoundsException("a number is too high");
      }
      return (int) value;
    }

    long[] column(int count) {
      long[] column = new long[count];
      for (int i = 0; i < count; i++) {
        column[i] = number();
      }
      return column;
    }

    long[] signedColumn(int count) {
      long[] column = new long[count];
      for (int i = 0; i < count; i++) {
        column[i] = signed();
      }
      return column;
    }

    /** So that no name asks for memory that it does not need. */
    void requireName(long shared, int before, long length) {
      if (shared < 0 || shared > before || length < 0 || length > bytes.length - at) {
        throw new IndexOutOfBoundsException("a name is too long");
      }
    }

    /** Fills an array from one place to its end. */
    void copy(byte[] target, int from) {
      int length = target.length - from;
      System.arraycopy(bytes, at, target, from, length);
      at += length;
    }
  }
}
