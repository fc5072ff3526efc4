package io.footfall.count;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket file says of itself in its first page.
 *
 * <p>The part up to {@link #CRC_AT} is written once, before the file gets its name, and carries a
 * CRC32C. The words from {@link #INCARNATION_AT} on change while the file is in use, one aligned
 * word each.
 *
 * @param identity under which the cells are counted
 * @param cluster the name of the cluster they are counted for
 * @param layout the stripes and capacity that the file was made with
 * @param boot the boot of the operating system during which the file was made; empty if unknown
 * @param inode the file's own number in its file system: a copy has another
 * @param lockChanged the change time of the lock file beside it, in nanoseconds since 1970: a
 *     restored directory has another, also where the file system gave out the old number again
 * @param createdMillis when the file was made, wall clock
 */
record Header(
    Identity identity,
    String cluster,
    Layout layout,
    String boot,
    long inode,
    long lockChanged,
    long createdMillis) {

  static final int VERSION = 1;

  /** How often a process has opened the file to count in it. */
  static final int INCARNATION_AT = 1024;

  /** Not zero once it is known that somebody else wrote under this identity. */
  static final int RETIRED_AT = 1032;

  private static final byte[] MAGIC = "FOOTFALL".getBytes(StandardCharsets.US_ASCII);
  private static final int CRC_AT = 1016;

  /** Magic, four ints, five longs and the lengths of two texts. */
  private static final int FIXED_BYTES = 8 + 4 * Integer.BYTES + 5 * Long.BYTES + 2 * Short.BYTES;

  Header {
    int bytes = utf8(boot).length + utf8(cluster).length;
    if (bytes > CRC_AT - FIXED_BYTES) {
      throw new IllegalArgumentException(
          "the names of boot and cluster must have at most %d bytes of UTF-8 together, have %d: choose a shorter cluster name than \"%s\""
              .formatted(CRC_AT - FIXED_BYTES, bytes, cluster));
    }
  }

  /** Why a header could not be read. */
  static final class Unsound extends Exception {
    private static final long serialVersionUID = 1;

    /** The version found when it is newer than this code knows, else zero. */
    final int newerVersion;

    Unsound(String message, int newerVersion) {
      super(message);
      this.newerVersion = newerVersion;
    }
  }

  byte[] toPage() {
    ByteBuffer page = ByteBuffer.allocate(Layout.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    page.put(MAGIC).putInt(VERSION).putInt(Layout.HEADER_BYTES);
    page.putInt(layout.stripes()).putInt(layout.capacity());
    page.putLong(identity.high()).putLong(identity.low());
    page.putLong(inode).putLong(lockChanged).putLong(createdMillis);
    putText(page, boot);
    putText(page, cluster);
    page.putInt(CRC_AT, crc(page));
    return page.array();
  }

  /**
   * Reads a page.
   *
   * @throws Unsound if it is not a whole header of a version that this code knows
   */
  static Header read(ByteBuffer source) throws Unsound {
    ByteBuffer page = source.slice(0, Math.min(source.capacity(), Layout.HEADER_BYTES));
    page.order(ByteOrder.LITTLE_ENDIAN);
    if (page.capacity() < Layout.HEADER_BYTES) {
      throw new Unsound(
          "it has %d bytes, less than a header's %d"
              .formatted(page.capacity(), Layout.HEADER_BYTES),
          0);
    }
    byte[] magic = new byte[MAGIC.length];
    page.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new Unsound("it does not begin with FOOTFALL", 0);
    }
    int version = page.getInt();
    if (version > VERSION && version < 1000) {
      throw new Unsound(
          "it has format %d, newer than %d, the newest that this version of Footfall knows"
              .formatted(version, VERSION),
          version);
    }
    if (version != VERSION || page.getInt(CRC_AT) != crc(page)) {
      throw new Unsound("its header's checksum is wrong", 0);
    }
    try {
      page.getInt();
      Layout layout = new Layout(page.getInt(), page.getInt(), true);
      Identity identity = new Identity(page.getLong(), page.getLong());
      long inode = page.getLong();
      long lockChanged = page.getLong();
      long createdMillis = page.getLong();
      String boot = getText(page);
      String cluster = getText(page);
      return new Header(identity, cluster, layout, boot, inode, lockChanged, createdMillis);
    } catch (IllegalArgumentException | BufferUnderflowException impossible) {
      throw new Unsound("its header makes no sense: " + impossible.getMessage(), 0);
    }
  }

  /**
   * Why the identity must not go on being written after all, or null: see docs/design.md,
   * "Opening".
   */
  @Nullable String notTheSame(String boot, long inode, long lockChanged) {
    if (this.boot.isEmpty() || boot.isEmpty()) {
      return "this platform does not tell one boot from another";
    }
    if (!this.boot.equals(boot)) {
      return "the operating system was started anew since";
    }
    if (this.inode != inode || inode == 0) {
      return "the file is a copy";
    }
    if (this.lockChanged != lockChanged) {
      return "the directory was copied, restored or changed owner";
    }
    return null;
  }

  private static int crc(ByteBuffer page) {
    CRC32C crc = new CRC32C();
    crc.update(page.slice(0, CRC_AT));
    return (int) crc.getValue();
  }

  private static void putText(ByteBuffer page, String text) {
    byte[] bytes = utf8(text);
    page.putShort((short) bytes.length).put(bytes);
  }

  private static String getText(ByteBuffer page) {
    byte[] bytes = new byte[Short.toUnsignedInt(page.getShort())];
    page.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
