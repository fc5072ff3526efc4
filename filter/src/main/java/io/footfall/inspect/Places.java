package io.footfall.inspect;

import io.footfall.count.BucketFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the directories that hold Footfall's files. */
final class Places {

  /** Data directory, context, number, files set aside. */
  private static final int DEPTH = 3;

  private static final Comparator<Path> BY_NUMBER =
      Comparator.comparing((Path path) -> isNumber(path) ? Integer.parseInt(name(path)) : -1)
          .thenComparing(Places::name);

  private Places() {}

  static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }

  private static boolean isNumber(Path path) {
    return name(path).matches("[1-9][0-9]{0,3}");
  }

  /** The directory itself and those below it that hold files of Footfall, in order. */
  static List<Path> below(Path directory) throws IOException {
    List<Path> places = new ArrayList<>();
    add(directory, DEPTH, places);
    return places;
  }

  private static void add(Path directory, int depth, List<Path> places) throws IOException {
    List<Path> children = new ArrayList<>();
    boolean holdsFiles = false;
    for (Path path : list(directory)) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        children.add(path);
      } else {
        holdsFiles |= isOurs(name(path));
      }
    }
    if (holdsFiles) {
      places.add(directory);
    }
    for (Path child : children) {
      if (depth > 0 && (Files.isReadable(child) || isNumber(child))) {
        add(child, depth - 1, places);
      }
    }
  }

  static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.sorted(BY_NUMBER).toList();
    }
  }

  /** Whether a file's name is one of those that Footfall gives. */
  static boolean isOurs(String name) {
    return name.equals(BucketFile.NAME) || isGeneration(name) || isCorrupt(name);
  }

  /** A generation, of whatever state this version or another keeps in such files. */
  static boolean isGeneration(String name) {
    return name.matches("[a-z]+-[01]\\.db");
  }

  /** A generation that was set aside because it was not sound. */
  static boolean isCorrupt(String name) {
    return name.matches("[a-z]+-[01]\\.db\\.corrupt-[0-9]+");
  }

  /** A file in the making, or what a crash left of it. */
  static boolean isUnfinished(String name) {
    return name.matches("[a-z]+\\.new");
  }
}
