package io.footfall.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two newest generations of a state on disk.
 *
 * <p>Each write goes to a temporary file, which is forced to the disk, renamed over the older of
 * the two generations, and made durable by forcing the directory. So at every instant at least one
 * whole generation lies on the disk, and no file that was published is ever changed.
 *
 * <p>Used by one thread at a time; the caller holds the directory's lock.
 */
public final class Journal {

  private final Path directory;
  private final String name;
  private long sequence;
  private int oldest;

  private Journal(Path directory, String name, long sequence, int oldest) {
    this.directory = directory;
    this.name = name;
    this.sequence = sequence;
    this.oldest = oldest;
  }

  /**
   * What was found on disk.
   *
   * @param newest the newest sound generation, or null if there is none
   * @param damaged the files that are not sound, each with the reason
   * @param newer whether a file of a newer version of Footfall is among them
   */
  public record Found(@Nullable Generation newest, List<Bad> damaged, boolean newer) {

    /**
     * A file that is not a sound generation.
     *
     * @param file where it is now
     * @param reason part of a sentence, as in "its checksum is wrong"
     */
    public record Bad(Path file, String reason) {}
  }

  /**
   * A journal that goes on after what was found, or begins in an empty directory.
   *
   * @param name the first part of the files' names, as in {@code journal} for {@code journal-0.db}
   * @throws IOException if a file cannot be read, or is of a newer version, so that no generation
   *     may take its place
   */
  public static Journal after(Path directory, String name, Found found) throws IOException {
    if (found.newer()) {
      throw new IOException(
          "the journal \"%s\" in %s has files of a newer version of Footfall, which stay as they are: use that version, or another data directory"
              .formatted(name, directory));
    }
    Generation newest = found.newest();
    if (newest == null) {
      return new Journal(directory, name, 0, 0);
    }
    int oldest = holds(file(directory, name, 0), newest.sequence()) ? 1 : 0;
    return new Journal(directory, name, newest.sequence(), oldest);
  }

  private static boolean holds(Path file, long sequence) throws IOException {
    try {
      return Generation.fromBytes(Files.readAllBytes(file)).sequence() == sequence;
    } catch (NoSuchFileException | Generation.Damaged e) {
      return false;
    }
  }

  /** Reads the generations of a journal without changing anything. */
  public static Found read(Path directory, String name) throws IOException {
    Generation newest = null;
    List<Found.Bad> damaged = new ArrayList<>();
    boolean newer = false;
    for (int i = 0; i < 2; i++) {
      Path file = file(directory, name, i);
      try {
        Generation generation = Generation.fromBytes(Files.readAllBytes(file));
        if (newest == null || generation.sequence() > newest.sequence()) {
          newest = generation;
        }
      } catch (NoSuchFileException e) {
        // Before the second write there is only one.
      } catch (Generation.Damaged e) {
        damaged.add(new Found.Bad(file, String.valueOf(e.getMessage())));
        newer |= e.newer;
      }
    }
    return new Found(newest, damaged, newer);
  }

  /**
   * Reads the generations of a journal, and renames the files that are not sound so that they are
   * neither read again nor written over. If a newer version of Footfall wrote one of them, all stay
   * where they are.
   *
   * @param wallMillis part of the new name {@code *.corrupt-<time>}
   */
  public static Found open(Path directory, String name, long wallMillis) throws IOException {
    Found found = read(directory, name);
    if (found.newer()) {
      return found;
    }
    List<Found.Bad> setAside = new ArrayList<>();
    for (Found.Bad bad : found.damaged()) {
      Path target = corrupt(bad.file(), wallMillis);
      Files.move(bad.file(), target, StandardCopyOption.ATOMIC_MOVE);
      setAside.add(new Found.Bad(target, bad.reason()));
    }
    return new Found(found.newest(), setAside, found.newer());
  }

  /** A name that is free: the clock may have been set back since a file took the same one. */
  private static Path corrupt(Path file, long wallMillis) {
    Path target;
    long time = wallMillis;
    do {
      target = file.resolveSibling(file.getFileName() + ".corrupt-" + time++);
    } while (Files.exists(target, LinkOption.NOFOLLOW_LINKS));
    return target;
  }

  /** The names of the files of a journal. */
  public static List<String> fileNames(String name) {
    return List.of(name + "-0.db", name + "-1.db");
  }

  /** The sequence that the next generation takes. */
  public long nextSequence() {
    return sequence + 1;
  }

  /**
   * Writes a generation. When this returns, the state survives the loss of power; when it throws,
   * the generations before it are as they were, or this one is there after all, which does no harm.
   *
   * @throws IOException if the disk is full, fails or is read-only
   */
  public void write(Generation generation) throws IOException {
    if (generation.sequence() <= sequence) {
      throw new IllegalArgumentException(
          "a generation's sequence must be above %d, was %d"
              .formatted(sequence, generation.sequence()));
    }
    byte[] bytes = generation.toBytes();
    Path unfinished = directory.resolve(name + ".new");
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer source = ByteBuffer.wrap(bytes);
      while (source.hasRemaining()) {
        channel.write(source);
      }
      channel.force(true);
    }
    Files.move(
        unfinished,
        file(directory, name, oldest),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    // From here on the file is published: the next write must take the other place even if forcing
    // the directory fails.
    oldest = 1 - oldest;
    sequence = generation.sequence();
    forceDirectory(directory);
  }

  private static void forceDirectory(Path directory) throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return; // A directory cannot be opened there; NTFS logs its renames itself.
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path file(Path directory, String name, int index) {
    return directory.resolve(fileNames(name).get(index));
  }
}
