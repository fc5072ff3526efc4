package io.footfall.count;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The names of the counters in a bucket file, by index; append-only.
 *
 * <p>A record is one word (length in the upper half, CRC32C of index and name in the lower) and the
 * name. The name is written first and published by a release store of the word, which pairs with
 * the acquire load in {@link #read}. A record whose word is zero was never published, and its place
 * is taken by the next name.
 */
final class Directory {

  /** What {@link #read} gives for a record that was published and is damaged. */
  static final String DAMAGED = "";

  private final Cells.Mapped memory;
  private final Layout layout;

  Directory(Cells.Mapped memory, Layout layout) {
    this.memory = memory;
    this.layout = layout;
  }

  /** The caller holds the buckets' lock for names. */
  void write(int index, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int at = layout.recordAt(index);
    memory.write(at + Long.BYTES, bytes);
    memory.setRelease(at, word(index, bytes));
  }

  /** The name at an index, {@link #DAMAGED}, or null where none was published. */
  @Nullable String read(int index) {
    int at = layout.recordAt(index);
    long word = memory.getAcquire(at);
    if (word == 0) {
      return null;
    }
    int length = (int) (word >>> 32);
    if (length < 1 || length > Layout.RECORD_BYTES - Long.BYTES) {
      return DAMAGED;
    }
    byte[] bytes = new byte[length];
    memory.read(at + Long.BYTES, bytes);
    return word == word(index, bytes) ? new String(bytes, StandardCharsets.UTF_8) : DAMAGED;
  }

  private static long word(int index, byte[] name) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, index));
    crc.update(name);
    return ((long) name.length << 32) | crc.getValue();
  }
}
