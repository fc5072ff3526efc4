package io.footfall.flow;

import static io.footfall.flow.Homes.CLUSTER;
import static io.footfall.flow.Homes.close;
import static io.footfall.flow.Homes.count;
import static io.footfall.flow.Homes.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.BucketFile;
import io.footfall.count.Identity;
import io.footfall.count.SmallDisk;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {

  private static final String BOOT = "boot-1";

  @TempDir Path root;
  private final Health health = new Health();

  private Path first() {
    return root.resolve("1");
  }

  /** Counts 3 requests in a fresh directory and closes it. */
  private Identity counted() throws Exception {
    Home home = Homes.open(root, BOOT, health);
    count(home, "requests", 3);
    close(home);
    return home.buckets().identity();
  }

  private void assertFresh(Identity old, String boot) throws Exception {
    Home home = Homes.open(root, boot, health);
    assertThat(home.buckets().identity()).isNotEqualTo(old);
    assertThat(home.buckets().snapshot().total()).isZero();
    Tally residue = home.residues().get(0).tallies().get(0);
    assertThat(residue.identity()).isEqualTo(old);
    assertThat(residue.sums().of("requests")).isEqualTo(new Sum(3, 0));
    assertThat(home.seeds()).extracting(Tally::identity).containsExactly(old);
    close(home);
  }

  @Test
  void sameBootAndFiles_isContinued() throws Exception {
    Identity old = counted();
    Home home = Homes.open(root, BOOT, health);
    assertThat(home.buckets().identity()).isEqualTo(old);
    assertThat(home.buckets().incarnation()).isEqualTo(2);
    assertThat(home.buckets().sum("requests")).isEqualTo(new Sum(3, 0));
    assertThat(home.residues()).isEmpty();
    close(home);
  }

  @Test
  void anotherBoot_isFresh() throws Exception {
    assertFresh(counted(), "boot-2");
  }

  @Test
  void noBootKnown_isFresh() throws Exception {
    assertFresh(counted(), "");
  }

  @Test
  void otherLockFile_isFresh() throws Exception {
    Identity old = counted();
    Files.delete(first().resolve(DirectoryLock.NAME));
    assertFresh(old, BOOT);
  }

  @Test
  void copiedFile_isFresh() throws Exception {
    Identity old = counted();
    Path file = first().resolve(BucketFile.NAME);
    Path copy = Files.copy(file, first().resolve("copy"));
    Files.delete(file);
    Files.move(copy, file);
    assertFresh(old, BOOT);
  }

  @Test
  void largerMaxCounters_isFresh_andSmallerIsContinued() throws Exception {
    Identity old = counted();
    Home smaller = Homes.open(Homes.options(root, CLUSTER, 64), BOOT, health);
    assertThat(smaller.buckets().identity()).isEqualTo(old);
    close(smaller);
    Home larger = Homes.open(Homes.options(root, CLUSTER, 101), BOOT, health);
    assertThat(larger.buckets().identity()).isNotEqualTo(old);
    assertThat(larger.seeds()).hasSize(1);
    close(larger);
  }

  @Test
  void damagedHeader_isFresh_andTheJournalIsRead() throws Exception {
    Home home = Homes.open(root, BOOT, health);
    count(home, "requests", 3);
    Homes.journal(home, home.buckets().snapshot());
    close(home);
    Path file = first().resolve(BucketFile.NAME);
    byte[] bytes = Files.readAllBytes(file);
    bytes[30] ^= 4;
    Files.write(file, bytes);
    assertFresh(home.buckets().identity(), BOOT);
    assertThat(health.lastFailure()).contains("cannot be read", "checksum");
  }

  @Test
  void journalAboveTheMappedFile_isFresh_andEachSumIsTheHigher() throws Exception {
    Home home = Homes.open(root, BOOT, health);
    count(home, "requests", 3);
    count(home, "status:2xx", 5);
    Sums above =
        Sums.of(
            new String[] {"(other)", "requests", "status:2xx"}, new long[] {0, 7, 1}, new long[3]);
    Homes.journal(home, above);
    close(home);
    Home fresh = Homes.open(root, BOOT, health);
    assertThat(fresh.buckets().identity()).isNotEqualTo(home.buckets().identity());
    Sums seed = fresh.seeds().get(0).sums();
    assertThat(seed.of("requests")).isEqualTo(new Sum(7, 0));
    assertThat(seed.of("status:2xx")).isEqualTo(new Sum(5, 0));
    close(fresh);
  }

  @Test
  void anotherClustersDirectory_isLeftAlone_andTheNextNumberTaken() throws Exception {
    counted();
    byte[] before = Files.readAllBytes(first().resolve(BucketFile.NAME));
    Home home = Homes.open(Homes.options(root, "other", 100), BOOT, health);
    assertThat(home.directory()).isEqualTo(root.resolve("2"));
    assertThat(home.seeds()).isEmpty();
    close(home);
    assertThat(Files.readAllBytes(first().resolve(BucketFile.NAME))).isEqualTo(before);
    assertThat(names(first())).containsExactly(BucketFile.NAME, DirectoryLock.NAME);
  }

  @Test
  void newerFormat_isLeftAlone_andTheNextNumberTaken() throws Exception {
    counted();
    Path file = first().resolve(BucketFile.NAME);
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 2;
    Files.write(file, bytes);
    Home home = Homes.open(root, BOOT, health);
    assertThat(home.directory()).isEqualTo(root.resolve("2"));
    close(home);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(names(first())).containsExactly(BucketFile.NAME, DirectoryLock.NAME);
  }

  @Test
  void heldDirectory_isPassedOver() throws Exception {
    Home one = Homes.open(root, BOOT, health);
    Home two = Homes.open(root, BOOT, health);
    assertThat(two.directory()).isEqualTo(root.resolve("2"));
    close(one);
    close(two);
  }

  private void assertInHeap(Home home, Path named) {
    assertThat(home.directory()).isNull();
    count(home, "requests", 2);
    assertThat(home.buckets().sum("requests")).isEqualTo(new Sum(2, 0));
    assertThat(health.troubles())
        .singleElement()
        .asString()
        .contains(named.toString(), "footfall.data-dir", "MB");
  }

  @Test
  void belowAFile_countsInTheHeap_withOneWarning() throws Exception {
    Path file = Files.writeString(root.resolve("file"), "mine");
    assertInHeap(Homes.open(file.resolve("below"), BOOT, health), file);
  }

  @Test
  void readOnlyDisk_countsInTheHeap_withOneWarning() throws Exception {
    Path mount = Files.createDirectory(root.resolve("disk"));
    try (SmallDisk disk = SmallDisk.mount(mount, 4_000)) {
      disk.setReadOnly(true);
      assertInHeap(Homes.open(mount, BOOT, health), mount);
    }
  }

  @Test
  void fullDisk_countsInTheHeap_withOneWarning_andGoesOnWhenThereIsRoom() throws Exception {
    Path mount = Files.createDirectory(root.resolve("disk"));
    try (SmallDisk disk = SmallDisk.mount(mount, 2_000)) {
      Path ballast = disk.fill();
      assertInHeap(Homes.open(mount, BOOT, health), mount);
      Files.delete(ballast);
      Home home = Homes.open(mount, BOOT, new Health());
      assertThat(home.directory()).isEqualTo(mount.resolve("1"));
      close(home);
    }
  }

  @Test
  void residue_isReadAgain_untilItIsSetAside() throws Exception {
    Identity old = counted();
    assertFresh(old, "boot-2");
    // The process died before anything was confirmed.
    Home again = Homes.open(root, "boot-2", health);
    assertThat(again.residues()).hasSize(1);
    assertThat(again.seeds()).extracting(Tally::identity).containsExactly(old);
    Residues residues = new Residues(first(), again.residues(), health);
    residues.setAside();
    assertThat(names(first())).anyMatch(name -> name.startsWith(Opening.RESIDUE));
    close(again);
  }

  @Test
  void residueWithNothingToTell_isSetAside_andThreeAreKept() throws Exception {
    Home home = Homes.open(root, BOOT, health);
    for (int i = 0; i < 5; i++) {
      Path residue = Files.createDirectory(first().resolve(Opening.RESIDUE + i));
      Files.writeString(residue.resolve(BucketFile.NAME), "x");
      new Residues(first(), List.of(new Home.Residue(residue, List.of(), false)), health)
          .setAside();
    }
    assertThat(names(first()))
        .contains(Opening.PUBLISHED + 2, Opening.PUBLISHED + 3, Opening.PUBLISHED + 4)
        .doesNotContain(Opening.PUBLISHED + 1)
        .noneMatch(name -> name.startsWith(Opening.RESIDUE));
    close(home);
  }

  @Test
  void residueThatCouldNotBeRead_staysWhereItIs() throws Exception {
    Home home = Homes.open(root, BOOT, health);
    Path residue = Files.createDirectory(first().resolve(Opening.RESIDUE + "7"));
    // A directory in the place of a file can be opened by nobody.
    Files.createDirectory(residue.resolve(Journal.fileNames(Stored.OWN).get(0)));
    close(home);
    Home again = Homes.open(root, BOOT, health);
    new Residues(first(), again.residues(), health).setAside();
    assertThat(residue).isDirectory();
    close(again);
    assertThat(Objects.requireNonNull(again.directory())).isEqualTo(first());
  }
}
