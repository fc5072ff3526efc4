package io.footfall.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file or a directory: as processes see it, and as it lies on the platter. */
final class Inode {

  /** What the platter writes at once. Smaller than a page: a page may be torn. */
  static final int SECTOR = 512;

  final long number;
  final boolean directory;

  /** Of a directory, as processes see it. */
  final TreeMap<String, Inode> entries = new TreeMap<>();

  /** Of a directory, as it survives the loss of power. */
  final TreeMap<String, Inode> durableEntries = new TreeMap<>();

  /** Of a file, as processes see it; mappings share it. */
  ByteBuffer content = ByteBuffer.allocate(0);

  int size;

  /** Of a file, as it survives the loss of power; null if no byte was ever written back. */
  byte @Nullable [] durable;

  long modifiedMillis;
  long changedNanos;

  /** The process that holds the lock on it. */
  @Nullable Object owner;

  Inode(long number, boolean directory) {
    this.number = number;
    this.directory = directory;
  }

  void require(int capacity) {
    if (content.capacity() < capacity) {
      ByteBuffer larger = ByteBuffer.allocate(Math.max(capacity, 2 * content.capacity()));
      larger.put(0, content, 0, size);
      content = larger;
    }
  }

  byte[] bytes() {
    byte[] bytes = new byte[size];
    content.get(0, bytes);
    return bytes;
  }

  void force() {
    durable = bytes();
  }

  /** Some sectors reach the platter, at a time that nobody chose. */
  void writeBack(Random random) {
    byte[] now = bytes();
    durable = mixed(now, random, now.length);
  }

  /** What is left is a mixture of what was written back at any time. */
  void losePower(Random random) {
    byte[] now = bytes();
    byte[] before = durable == null ? new byte[0] : durable;
    int left = before.length == now.length || random.nextBoolean() ? now.length : before.length;
    byte[] after = mixed(now, random, left);
    content = ByteBuffer.wrap(after.clone());
    size = after.length;
    durable = after;
    owner = null;
  }

  private byte[] mixed(byte[] now, Random random, int length) {
    byte[] before = durable == null ? new byte[0] : durable;
    byte[] after = Arrays.copyOf(before, length);
    int odds = random.nextInt(5); // Often nearly none, or nearly all.
    for (int at = 0; at < length; at += SECTOR) {
      if (random.nextInt(4) < odds) {
        int end = Math.min(Math.min(at + SECTOR, length), now.length);
        if (end > at) {
          System.arraycopy(now, at, after, at, end - at);
        }
      }
    }
    return after;
  }
}
