package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.BucketFile;
import io.footfall.count.Clock;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline tool as users start it: from the folder of the unpacked distribution. */
class InspectIT {

  @TempDir Path directory;

  /** The distribution's folder. */
  private Path unpack() throws IOException {
    Path zip;
    try (Stream<Path> files = Files.list(Path.of("../filter/target"))) {
      zip = files.filter(file -> file.toString().endsWith("-dist.zip")).findFirst().orElseThrow();
    }
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = entries.getNextEntry()) != null; ) {
        Path target = directory.resolve("dist").resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.resolveSibling("."));
          Files.copy(entries, target);
        }
      }
    }
    try (Stream<Path> files = Files.list(directory.resolve("dist"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private static String run(Path folder, int code, String... args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                "footfall-filter.jar"));
    command.addAll(Arrays.asList(args));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(code);
    return output;
  }

  @Test
  void inspect_runsFromTheDistribution_andTellsDamage() throws Exception {
    Path folder = unpack();
    Path place = Files.createDirectories(directory.resolve("data/shop/1"));
    BucketFile.create(place, new BucketFile.Terms("shop", "boot", 1, 1, 100), Clock.SYSTEM)
        .counter("requests")
        .add(12);

    assertThat(run(folder, 0, "--help")).contains("usage: java -jar footfall-filter.jar inspect");
    assertThat(run(folder, 0, "inspect", directory.resolve("data").toString()))
        .contains("requests = 12", "1 file in 1 directory: all sound");
    // MapDB is found in the folder, too.
    Journal.after(place, "journal", Journal.read(place, "journal"))
        .write(new Generation("shop", 1, 0, 0, List.of()));
    assertThat(run(folder, 0, "inspect", directory.resolve("data").toString()))
        .contains("journal-0.db: sound", "both checksums are right", "2 files in 1 directory");
    Files.write(place.resolve("journal-1.db"), new byte[] {1, 2, 3, 4, 5});
    assertThat(run(folder, 1, "inspect", directory.resolve("data").toString()))
        .contains("journal-1.db: damaged: the checksum behind the table is wrong");
    assertThat(run(folder, 2, "inspect")).contains("usage: ");
    assertThat(run(folder, 2)).contains("reconcile OPTIONS");
    assertThat(folder.resolve("lib")).isDirectoryNotContaining("glob:**footfall-filter.jar");
  }
}
