package io.footfall.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that is deleted with all that is in it when the benchmark is over. It lies in the
 * working directory, because the system's temporary directory may have no disk below it.
 *
 * @param path where it is
 */
record Scratch(Path path) implements AutoCloseable {

  static Scratch make() {
    try {
      return new Scratch(Files.createTempDirectory(Path.of("").toAbsolutePath(), "benchmark-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path directory(String name) throws IOException {
    return Files.createDirectories(path.resolve(name));
  }

  @Override
  public void close() {
    try (Stream<Path> found = Files.walk(path)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
