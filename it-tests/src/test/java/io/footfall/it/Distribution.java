package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The distribution as it was built, and its tools as people run them. */
public final class Distribution {

  private Distribution() {}

  /** Unpacks it, and returns its folder. */
  public static Path unpack(Path into) throws IOException {
    Path zip;
    try (Stream<Path> files = Files.list(Path.of("../filter/target"))) {
      zip = files.filter(file -> file.toString().endsWith("-dist.zip")).findFirst().orElseThrow();
    }
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = entries.getNextEntry()) != null; ) {
        Path target = into.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.resolveSibling("."));
          Files.copy(entries, target);
        }
      }
    }
    try (Stream<Path> files = Files.list(into)) {
      return files.findFirst().orElseThrow();
    }
  }

  /** Runs a tool in the folder, requires an exit code, and returns what it said. */
  public static String run(Path folder, int code, String... args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                "footfall-filter.jar"));
    command.addAll(Arrays.asList(args));
    File said = File.createTempFile("distribution", ".out", folder.toFile());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said)
            .start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(150, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String output = Files.readString(said.toPath());
    assertThat(ended).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(code);
    return output;
  }
}
