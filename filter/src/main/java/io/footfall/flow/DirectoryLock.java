package io.footfall.flow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The right to write in a directory, held through a lock on a file of its own in it. The operating
 * system gives it up when the process dies.
 *
 * <p>Within one JVM, closing any channel on a file may drop the lock that another channel has on
 * it, and two web applications do not share classes. So the locks that this JVM holds are also
 * listed in the system properties, by the file's own number, and a file that is listed is not even
 * opened.
 */
final class DirectoryLock implements AutoCloseable {

  /** The name of the lock file in a directory. */
  static final String NAME = "lock";

  private static final String LISTED = "io.footfall.lock:";

  private final String listed;
  private final FileChannel channel;
  private final FileLock lock;
  private final long changed;
  private boolean held = true;

  private DirectoryLock(String listed, FileChannel channel, FileLock lock, long changed) {
    this.listed = listed;
    this.channel = channel;
    this.lock = lock;
    this.changed = changed;
  }

  /**
   * Takes the lock of a directory that exists.
   *
   * @return null if somebody else holds it, in this process or another
   * @throws IOException if the lock file cannot be made or opened for writing
   */
  static @Nullable DirectoryLock tryLock(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(file)) {
        throw e;
      }
    }
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    String listed = LISTED + (key != null ? key : file.toRealPath());
    if (System.getProperties().putIfAbsent(listed, "held") != null) {
      return null;
    }
    FileChannel channel = null;
    FileLock lock = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      long changed = changed(file);
      lock = channel.tryLock();
      return lock == null ? null : new DirectoryLock(listed, channel, lock, changed);
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    } finally {
      if (lock == null) {
        if (channel != null) {
          channel.close();
        }
        System.getProperties().remove(listed);
      }
    }
  }

  /** The change time of an inode, which no program can set back; zero where there is none. */
  private static long changed(Path file) throws IOException {
    try {
      return ((FileTime) Files.getAttribute(file, "unix:ctime")).to(TimeUnit.NANOSECONDS);
    } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
      return 0;
    }
  }

  /** The change time of the lock file in nanoseconds since 1970; zero where there is none. */
  long changed() {
    return changed;
  }

  /** Gives the lock up. Calling it again has no effect. */
  @Override
  public synchronized void close() throws IOException {
    if (!held) {
      return;
    }
    held = false;
    try {
      lock.release();
    } finally {
      try {
        channel.close();
      } finally {
        System.getProperties().remove(listed);
      }
    }
  }
}
