package io.footfall.count;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All that a bucket file says of itself, for people who look at it. Reading changes nothing, and
 * works while a process counts in the file; the sums are then those of some moment of the reading.
 *
 * @param contents identity, cluster, incarnation and sums
 * @param format the version of the file's form
 * @param stripes cells per counter
 * @param capacity how many counters have room
 * @param bytes the file's size
 * @param boot the boot of the operating system during which it was made; empty if unknown
 * @param createdMillis when it was made, wall clock
 * @param retired whether another process was seen to write under its identity
 * @param doubt why the next start would not go on under its identity, or null if it would, as far
 *     as the file tells
 * @param damage what is not as it was written, one part of a sentence each
 */
public record BucketReport(
    BucketFile.Contents contents,
    int format,
    int stripes,
    int capacity,
    long bytes,
    String boot,
    long createdMillis,
    boolean retired,
    @Nullable String doubt,
    List<String> damage) {

  /** Copies the list. */
  public BucketReport {
    damage = List.copyOf(damage);
  }

  /**
   * Reads a file.
   *
   * @param boot the boot of the operating system now, empty if the platform does not tell
   * @param lockChanged the change time of the lock file beside it, in nanoseconds since 1970
   * @throws BucketFile.NotContinued if the header cannot be read or the file is too short
   * @throws IOException if the file cannot be read
   */
  public static BucketReport read(Path file, String boot, long lockChanged)
      throws IOException, BucketFile.NotContinued {
    BucketFile.Contents contents = BucketFile.read(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer page = ByteBuffer.allocate(Layout.HEADER_BYTES);
      while (page.hasRemaining() && channel.read(page, page.position()) > 0) {
        // A read may give less than was asked for.
      }
      Header header;
      try {
        header = Header.read(page.flip().slice());
      } catch (Header.Unsound e) {
        throw new IOException("it was replaced while it was read: try again", e);
      }
      Layout layout = header.layout();
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, layout.bytes());
      Cells.Mapped cells = new Cells.Mapped(memory);
      List<String> damage = new ArrayList<>();
      long bytes = channel.size();
      if (bytes != layout.bytes()) {
        damage.add("it has %d bytes instead of %d".formatted(bytes, layout.bytes()));
      }
      if (contents.incarnation() < 1) {
        damage.add("its incarnation is " + contents.incarnation());
      }
      findDamage(cells, layout, damage);
      return new BucketReport(
          contents,
          Header.VERSION,
          layout.stripes(),
          layout.capacity(),
          bytes,
          header.boot(),
          header.createdMillis(),
          cells.getAcquire(Header.RETIRED_AT) != 0,
          header.notTheSame(boot, BucketFile.inode(file), lockChanged),
          damage);
    }
  }

  /** The change time of a lock file in nanoseconds since 1970; zero where there is none. */
  public static long changed(Path lockFile) throws IOException {
    try {
      Object time = Files.getAttribute(lockFile, "unix:ctime");
      return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
      return 0;
    }
  }

  private static void findDamage(Cells.Mapped cells, Layout layout, List<String> damage) {
    Directory directory = new Directory(cells, layout);
    int unnamed = -1;
    for (int i = 0; i < layout.capacity(); i++) {
      boolean used = cells.getOpaque(layout.decrementAt(i)) != 0;
      boolean negative = cells.getOpaque(layout.decrementAt(i)) < 0;
      for (int stripe = 0; stripe < layout.stripes(); stripe++) {
        long cell = cells.getOpaque(layout.cellAt(stripe, i));
        used |= cell != 0;
        negative |= cell < 0;
      }
      // After the cells: a counter that is made meanwhile has its name before its first count.
      String name = directory.read(i);
      if (unnamed >= 0 && unnamed < i && directory.read(unnamed) != null) {
        unnamed = -1; // Named meanwhile, and all up to here with it: names are only appended.
      }
      if (name == null && unnamed < 0) {
        unnamed = i;
      }
      if (Directory.DAMAGED.equals(name)) {
        damage.add("the checksum of the name of counter " + i + " is wrong");
      } else if (name != null && unnamed >= 0 && unnamed < i) {
        damage.add("counter %d is in use though counter %d has no name".formatted(i, unnamed));
        unnamed = Integer.MAX_VALUE;
      } else if (name == null && used) {
        damage.add("counter " + i + " has counts and no name");
      }
      if (negative) {
        damage.add("a cell of counter " + i + " is negative");
      }
    }
  }
}
