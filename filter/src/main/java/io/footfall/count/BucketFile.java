package io.footfall.count;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file that buckets live in: made once, in full, and never truncated, extended or repaired.
 *
 * <p>Written in full because a store into a hole of a sparse file on a full disk would raise an
 * {@code InternalError} in somebody's request. The caller holds the directory's lock.
 */
public final class BucketFile {

  /** The file's name in a node's directory. */
  public static final String NAME = "buckets.dat";

  private static final String UNFINISHED = "buckets.new";

  private BucketFile() {}

  /**
   * Where and for what a file is made or opened.
   *
   * @param cluster the cluster's name
   * @param boot the boot of the operating system, empty if the platform does not tell
   * @param lockChanged the change time of the lock file in the same directory, in nanoseconds
   * @param processors how many threads may truly run at once; for a new file
   * @param maxCounters how many counters are wanted; a file with less room is not continued
   */
  public record Terms(
      String cluster, String boot, long lockChanged, int processors, int maxCounters) {}

  /**
   * Why a file was not continued: a reason that is part of a sentence, as in "the file is a copy".
   */
  public static final class NotContinued extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean newer;
    private final boolean damaged;

    NotContinued(String reason, boolean newer, boolean damaged) {
      super(reason);
      this.newer = newer;
      this.damaged = damaged;
    }

    /** Whether a newer version of Footfall wrote the file, so that it must be left alone. */
    public boolean isNewer() {
      return newer;
    }

    /** Whether the file's content is not what was written. */
    public boolean isDamaged() {
      return damaged;
    }
  }

  /**
   * What a file holds that this process does not count in.
   *
   * @param identity under which it was counted
   * @param cluster the cluster it was counted for
   * @param incarnation the last start under this identity
   * @param sums what could be read, never above what was counted
   * @param damagedRecords how many counters have a name that could not be read
   */
  public record Contents(
      Identity identity, String cluster, long incarnation, Sums sums, int damagedRecords) {}

  /**
   * Makes a file under a fresh identity, and buckets over it.
   *
   * @throws FileAlreadyExistsException if there is a bucket file already, which stays as it is
   * @throws IOException if it cannot be made in full; nothing of it is left then
   */
  public static Buckets create(Path directory, Terms terms, Clock clock) throws IOException {
    return create(directory, terms, clock, Identity.fresh());
  }

  /**
   * Makes a file under an identity that nobody has used, and buckets over it.
   *
   * @throws FileAlreadyExistsException if there is a bucket file already, which stays as it is
   * @throws IOException if it cannot be made in full; nothing of it is left then
   */
  public static Buckets create(Path directory, Terms terms, Clock clock, Identity identity)
      throws IOException {
    Path file = directory.resolve(NAME);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      // The rename below would replace it, and with it all that only it holds.
      throw new FileAlreadyExistsException(
          file.toString(), null, "set the old bucket file aside before making a new one");
    }
    Path unfinished = directory.resolve(UNFINISHED);
    Files.deleteIfExists(unfinished);
    Layout layout = new Layout(Layout.stripesFor(terms.processors()), terms.maxCounters(), true);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      fill(channel, layout.bytes());
      Header header =
          new Header(
              identity,
              terms.cluster(),
              layout,
              terms.boot(),
              inode(unfinished),
              terms.lockChanged(),
              clock.wallMillis());
      writeFully(channel, ByteBuffer.wrap(header.toPage()), 0);
      channel.force(true);
      Cells.Mapped cells = map(channel, FileChannel.MapMode.READ_WRITE, layout.bytes());
      cells.setRelease(Header.INCARNATION_AT, 1);
      Buckets buckets = Buckets.mapped(cells, layout, identity, 1, terms.maxCounters());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      return buckets;
    } catch (IOException | RuntimeException | Error e) {
      deleteQuietly(unfinished, e);
      throw e;
    }
  }

  /**
   * Goes on counting in a file, under its identity, exactly where it stands.
   *
   * @throws NotContinued if it is not certain that the file holds everything ever counted under its
   *     identity
   * @throws IOException if it cannot be read
   */
  public static Buckets reopen(Path directory, Terms terms) throws IOException, NotContinued {
    Path file = directory.resolve(NAME);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Header header = header(channel);
      String doubt = header.notTheSame(terms.boot(), inode(file), terms.lockChanged());
      if (doubt != null) {
        throw new NotContinued(doubt, false, false);
      }
      Layout layout = header.layout();
      if (channel.size() != layout.bytes()) {
        throw new NotContinued(
            "it has %d bytes instead of %d".formatted(channel.size(), layout.bytes()), false, true);
      }
      if (layout.capacity() < terms.maxCounters()) {
        throw new NotContinued(
            "it has room for %d counters, and max-counters is now %d"
                .formatted(layout.capacity(), terms.maxCounters()),
            false,
            false);
      }
      Cells.Mapped cells = map(channel, FileChannel.MapMode.READ_WRITE, layout.bytes());
      if (cells.getAcquire(Header.RETIRED_AT) != 0) {
        throw new NotContinued("another process was seen to write under it", false, false);
      }
      requireSound(cells, layout);
      long last = cells.getAcquire(Header.INCARNATION_AT);
      if (last < 1 || last == Long.MAX_VALUE) {
        throw new NotContinued("its incarnation is damaged: " + last, false, true);
      }
      long incarnation = last + 1;
      cells.setRelease(Header.INCARNATION_AT, incarnation);
      return Buckets.mapped(cells, layout, header.identity(), incarnation, terms.maxCounters());
    }
  }

  /** How many bytes a new file takes. */
  public static long bytesFor(int processors, int maxCounters) {
    return new Layout(Layout.stripesFor(processors), maxCounters, true).bytes();
  }

  /** Whether a newer version of Footfall wrote a file; false if there is none. */
  public static boolean isNewer(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      header(channel);
      return false;
    } catch (NotContinued e) {
      return e.isNewer();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The cluster that a file was made for, or null if its header cannot be read. */
  public static @Nullable String clusterOf(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return header(channel).cluster();
    } catch (NotContinued unreadable) {
      return null;
    }
  }

  /**
   * Reads a file without changing it.
   *
   * @throws NotContinued if the header cannot be read or the file is too short
   */
  public static Contents read(Path file) throws IOException, NotContinued {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Header header = header(channel);
      Layout layout = header.layout();
      if (channel.size() < layout.bytes()) {
        throw new NotContinued(
            "it has %d bytes instead of %d".formatted(channel.size(), layout.bytes()), false, true);
      }
      Cells.Mapped cells = map(channel, FileChannel.MapMode.READ_ONLY, layout.bytes());
      Directory directory = new Directory(cells, layout);
      int length = layout.capacity();
      while (length > 0 && isBlank(directory, cells, layout, length - 1)) {
        length--;
      }
      @Nullable String[] names = new String[length];
      long[] increments = new long[length];
      long[] decrements = new long[length];
      int damaged = 0;
      for (int i = 0; i < length; i++) {
        String name = directory.read(i);
        if (name == null ? !isBlank(directory, cells, layout, i) : name.equals(Directory.DAMAGED)) {
          damaged++;
        } else {
          names[i] = name;
        }
        for (int stripe = 0; stripe < layout.stripes(); stripe++) {
          increments[i] =
              Sums.plus(increments[i], plausible(cells.getOpaque(layout.cellAt(stripe, i))));
        }
        increments[i] = Sums.capped(increments[i]);
        decrements[i] = Sums.capped(plausible(cells.getOpaque(layout.decrementAt(i))));
      }
      return new Contents(
          header.identity(),
          header.cluster(),
          cells.getAcquire(Header.INCARNATION_AT),
          new Sums(names, increments, decrements),
          damaged);
    }
  }

  private static boolean isBlank(Directory directory, Cells cells, Layout layout, int index) {
    if (directory.read(index) != null || cells.getOpaque(layout.decrementAt(index)) != 0) {
      return false;
    }
    for (int stripe = 0; stripe < layout.stripes(); stripe++) {
      if (cells.getOpaque(layout.cellAt(stripe, index)) != 0) {
        return false;
      }
    }
    return true;
  }

  /** A cell is never negative; one that is was damaged and counts as never written. */
  private static long plausible(long cell) {
    return Math.max(cell, 0);
  }

  private static void requireSound(Cells.Mapped cells, Layout layout) throws NotContinued {
    Directory directory = new Directory(cells, layout);
    for (int i = 0; i < layout.capacity(); i++) {
      String name = directory.read(i);
      if (name == null) {
        requireBlank(directory, cells, layout, i);
        return;
      }
      if (name.equals(Directory.DAMAGED)) {
        throw new NotContinued("the name of counter " + i + " is damaged", false, true);
      }
      boolean negative = cells.getOpaque(layout.decrementAt(i)) < 0;
      for (int stripe = 0; stripe < layout.stripes(); stripe++) {
        negative |= cells.getOpaque(layout.cellAt(stripe, i)) < 0;
      }
      if (negative) {
        throw new NotContinued("a cell of the counter " + name + " is negative", false, true);
      }
    }
  }

  /** A counter behind the last name would be counted under the name that comes there next. */
  private static void requireBlank(Directory directory, Cells cells, Layout layout, int from)
      throws NotContinued {
    for (int i = from; i < layout.capacity(); i++) {
      if (!isBlank(directory, cells, layout, i)) {
        throw new NotContinued(
            "counter %d is in use though counter %d has no name".formatted(i, from), false, true);
      }
    }
  }

  private static Header header(FileChannel channel) throws IOException, NotContinued {
    ByteBuffer page = ByteBuffer.allocate(Layout.HEADER_BYTES);
    while (page.hasRemaining() && channel.read(page, page.position()) > 0) {
      // A read may give less than was asked for.
    }
    try {
      return Header.read(page.flip().slice());
    } catch (Header.Unsound e) {
      boolean newer = e.newerVersion > 0;
      throw new NotContinued(String.valueOf(e.getMessage()), newer, !newer);
    }
  }

  private static Cells.Mapped map(FileChannel channel, FileChannel.MapMode mode, int bytes)
      throws IOException {
    MappedByteBuffer memory = channel.map(mode, 0, bytes);
    return new Cells.Mapped(memory);
  }

  private static void fill(FileChannel channel, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(bytes, 1 << 20));
    for (long at = 0; at < bytes; at += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
      writeFully(channel, zeros, at);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer source, long at)
      throws IOException {
    long next = at;
    while (source.hasRemaining()) {
      next += channel.write(source, next);
    }
  }

  /**
   * The file's number in its file system; zero where the platform has none, which proves nothing.
   */
  static long inode(Path file) throws IOException {
    try {
      return (Long) Files.getAttribute(file, "unix:ino");
    } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
      return 0;
    }
  }

  private static void deleteQuietly(Path file, Throwable cause) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
