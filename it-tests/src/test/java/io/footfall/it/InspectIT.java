package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.BucketFile;
import io.footfall.count.Clock;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline tool as users start it: from the folder of the unpacked distribution. */
class InspectIT {

  @TempDir Path directory;

  @Test
  void inspect_runsFromTheDistribution_andTellsDamage() throws Exception {
    Path folder = Distribution.unpack(directory.resolve("dist"));
    Path place = Files.createDirectories(directory.resolve("data/shop/1"));
    BucketFile.create(place, new BucketFile.Terms("shop", "boot", 1, 1, 100), Clock.SYSTEM)
        .counter("requests")
        .add(12);

    assertThat(Distribution.run(folder, 0, "--help"))
        .contains("usage: java -jar footfall-filter.jar inspect");
    assertThat(Distribution.run(folder, 0, "inspect", directory.resolve("data").toString()))
        .contains("requests = 12", "1 file in 1 directory: all sound");
    // MapDB is found in the folder, too.
    Journal.after(place, "journal", Journal.read(place, "journal"))
        .write(new Generation("shop", 1, 0, 0, List.of()));
    assertThat(Distribution.run(folder, 0, "inspect", directory.resolve("data").toString()))
        .contains("journal-0.db: sound", "both checksums are right", "2 files in 1 directory");
    Files.write(place.resolve("journal-1.db"), new byte[] {1, 2, 3, 4, 5});
    assertThat(Distribution.run(folder, 1, "inspect", directory.resolve("data").toString()))
        .contains("journal-1.db: damaged: the checksum behind the table is wrong");
    assertThat(Distribution.run(folder, 2, "inspect")).contains("usage: ");
    assertThat(Distribution.run(folder, 2)).contains("reconcile OPTIONS");
    assertThat(folder.resolve("lib")).isDirectoryNotContaining("glob:**footfall-filter.jar");
  }
}
