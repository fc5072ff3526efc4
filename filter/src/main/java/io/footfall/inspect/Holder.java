package io.footfall.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Tells who holds a lock file, from what the operating system lists, without locking or opening it:
 * closing a channel on it could drop the lock of its holder.
 */
final class Holder {

  private static final Path LOCKS = Path.of("/proc/locks");

  private Holder() {}

  /** Part of a sentence, as in "in use by process 17". */
  static String of(Path lockFile) {
    try {
      String inode = String.valueOf(Files.getAttribute(lockFile, "unix:ino"));
      for (String line : Files.readAllLines(LOCKS)) {
        // 1: POSIX  ADVISORY  WRITE 1234 08:01:567890 0 EOF
        String[] words = line.strip().split("\\s+", -1);
        if (words.length > 5 && words[5].endsWith(":" + inode)) {
          return words[4].equals("0") ? "in use" : "in use by process " + words[4];
        }
      }
      return "not in use";
    } catch (NoSuchFileException e) {
      return e.getFile().equals(lockFile.toString()) ? "not in use" : "not known whether in use";
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return "not known whether in use";
    }
  }
}
