package io.footfall.count;

import static io.footfall.count.BucketFiles.LAYOUT;
import static io.footfall.count.BucketFiles.TERMS;
import static io.footfall.count.BucketFiles.byName;
import static io.footfall.count.BucketFiles.newBuckets;
import static io.footfall.count.BucketFiles.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.footfall.Counters;
import io.footfall.count.BucketFile.Terms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketFileTest {

  @TempDir Path directory;
  private Path file = Path.of(BucketFile.NAME);

  @BeforeEach
  void nameFile() {
    file = directory.resolve(BucketFile.NAME);
  }

  @Test
  void create_writesTheWholeFile() throws Exception {
    newBuckets(directory);
    assertThat(file).hasSize(LAYOUT.bytes());
    assertThat(names()).containsExactly(BucketFile.NAME);
  }

  @Test
  void create_leavesNoHole() throws Exception {
    BucketFile.create(directory, new Terms("shop", "boot-1", 17, 8, 65_536), Clock.SYSTEM);
    long allocated;
    try {
      Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
      String[] numbers =
          new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .strip()
              .split(" ", 2);
      assumeTrue(stat.waitFor() == 0, "stat of another kind: cannot tell allocated blocks");
      allocated = Long.parseLong(numbers[0]) * Long.parseLong(numbers[1]);
    } catch (IOException absent) {
      assumeTrue(false, "no stat on this platform: " + absent.getMessage());
      return;
    }
    assertThat(allocated).isGreaterThanOrEqualTo(Files.size(file));
  }

  @Test
  void create_leftovers_areReplaced() throws Exception {
    Files.writeString(directory.resolve("buckets.new"), "half a file of a process that died");
    newBuckets(directory);
    assertThat(names()).containsExactly(BucketFile.NAME);
  }

  @Test
  void create_overAnExistingFile_isRefusedAndLeavesIt() throws Exception {
    newBuckets(directory).counter("c1").increment();
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> newBuckets(directory)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void create_clusterNameTooLong_isRefusedAndLeavesNothing() throws Exception {
    Terms terms = new Terms("x".repeat(1000), "boot-1", 17, 2, 100);
    assertThatThrownBy(() -> BucketFile.create(directory, terms, Clock.SYSTEM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("have 1006");
    assertThat(names()).isEmpty();
  }

  @Test
  void create_fullDisk_failsAndLeavesNothing() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory, 256)) {
      Terms terms = new Terms("shop", "boot-1", 17, 2, 2000);
      assertThatThrownBy(() -> BucketFile.create(directory, terms, Clock.SYSTEM))
          .isInstanceOf(IOException.class);
      assertThat(names()).isEmpty();

      disk.setReadOnly(true);
      assertThatThrownBy(() -> newBuckets(directory)).isInstanceOf(IOException.class);
      disk.setReadOnly(false);
      newBuckets(directory).counter("c1").increment();
      assertThat(BucketFile.read(file).sums().of("c1")).isEqualTo(new Sum(1, 0));
    }
  }

  @Test
  void reopen_goesOnExactlyUnderTheSameIdentity() throws Exception {
    Buckets first = newBuckets(directory);
    first.counter("c1").add(7);
    first.counter("c1").add(-3);
    first.counter("ü😀").increment();
    Sums counted = first.snapshot();

    Buckets second = BucketFile.reopen(directory, TERMS);
    assertThat(second.identity()).isEqualTo(first.identity());
    assertThat(second.incarnation()).isEqualTo(2);
    assertThat(second.snapshot().sameAs(counted, 0, Integer.MAX_VALUE)).isTrue();
    second.counter("c1").add(1);
    second.counter("new").increment();

    Buckets third = BucketFile.reopen(directory, TERMS);
    assertThat(third.incarnation()).isEqualTo(3);
    assertThat(third.sum("c1")).isEqualTo(new Sum(8, 3));
    assertThat(third.sum("ü😀")).isEqualTo(new Sum(1, 0));
    assertThat(third.sum("new")).isEqualTo(new Sum(1, 0));
    assertThat(third.snapshot().name(3)).isEqualTo("new");
  }

  @Test
  void twoOpeningsAtOnce_countExactlyTogether() throws Exception {
    Buckets old = newBuckets(directory);
    old.counter("requests").increment();
    Buckets next = BucketFile.reopen(directory, TERMS);
    BucketsContract.inThreads(
        4,
        () -> {
          for (int i = 0; i < 10_000; i++) {
            old.counter("requests").increment();
            next.counter("requests").increment();
          }
          return null;
        });
    assertThat(next.sum("requests")).isEqualTo(new Sum(80_001, 0));
  }

  @Test
  void reopen_noFile_isAnIoException() {
    assertThatThrownBy(() -> BucketFile.reopen(directory, TERMS)).isInstanceOf(IOException.class);
  }

  @Test
  void reopen_afterAnotherBoot_isNotContinued() throws Exception {
    newBuckets(directory);
    assertThat(refusal(directory, new Terms("shop", "boot-2", 17, 2, 100)))
        .hasMessageContaining("started anew")
        .matches(e -> !e.isNewer() && !e.isDamaged());
  }

  @Test
  void reopen_whereThePlatformTellsNoBoot_isNotContinued() throws Exception {
    newBuckets(directory);
    assertThat(refusal(directory, new Terms("shop", "", 17, 2, 100)))
        .hasMessageContaining("does not tell");
    Path other = Files.createDirectory(directory.resolve("other"));
    Terms unknown = new Terms("shop", "", 17, 2, 100);
    BucketFile.create(other, unknown, Clock.SYSTEM);
    assertThat(refusal(other, unknown)).hasMessageContaining("does not tell");
    assertThat(refusal(other, TERMS)).hasMessageContaining("does not tell");
  }

  @Test
  void reopen_copy_isNotContinued() throws Exception {
    newBuckets(directory);
    Path copy = Files.createDirectory(directory.resolve("copy"));
    Files.copy(file, copy.resolve(BucketFile.NAME), StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(refusal(copy, TERMS))
        .hasMessage("the file is a copy")
        .matches(e -> !e.isNewer() && !e.isDamaged());
  }

  @Test
  void reopen_besideAnotherLockFile_isNotContinued() throws Exception {
    newBuckets(directory);
    assertThat(refusal(directory, new Terms("shop", "boot-1", 18, 2, 100)))
        .hasMessageContaining("copied, restored or changed owner");
  }

  @Test
  void reopen_afterRetire_isNotContinued() throws Exception {
    newBuckets(directory).retire();
    assertThat(refusal(directory, TERMS)).hasMessageContaining("another process");
  }

  @Test
  void reopen_moreCountersThanRoom_isNotContinued() throws Exception {
    newBuckets(directory);
    assertThat(refusal(directory, new Terms("shop", "boot-1", 17, 2, 101)))
        .hasMessageContaining("room for 100 counters, and max-counters is now 101");
  }

  @Test
  void reopen_fewerCounters_bindsNewNamesOnly() throws Exception {
    Buckets first = newBuckets(directory);
    for (int i = 1; i <= 80; i++) {
      first.counter("c" + i).increment();
    }
    Buckets second = BucketFile.reopen(directory, new Terms("shop", "boot-1", 17, 2, 64));
    second.counter("c80").increment();
    assertThat(second.sum("c80")).isEqualTo(new Sum(2, 0));
    assertThat(second.folded()).isZero();
    assertThat(second.counter("c81").name()).isEqualTo(Counters.OTHER);
    assertThat(second.folded()).isEqualTo(1);
  }

  @Test
  void reopen_onAnotherNumberOfProcessors_keepsTheStripesOfTheFile() throws Exception {
    Buckets first = newBuckets(directory);
    BucketsContract.inThreads(
        8,
        () -> {
          first.counter("c1").increment();
          return null;
        });
    for (int processors : new int[] {1, 64}) {
      Buckets next = BucketFile.reopen(directory, new Terms("shop", "boot-1", 17, processors, 100));
      BucketsContract.inThreads(
          8,
          () -> {
            next.counter("c1").increment();
            return null;
          });
    }
    assertThat(file).hasSize(LAYOUT.bytes());
    assertThat(BucketFile.read(file).sums().of("c1")).isEqualTo(new Sum(24, 0));
  }

  @Test
  void read_givesWhatWasCountedAndChangesNothing() throws Exception {
    Buckets buckets = newBuckets(directory);
    buckets.counter("c1").add(5);
    buckets.counter("c1").add(-6);
    buckets.counter("unused");
    byte[] before = Files.readAllBytes(file);
    BucketFile.Contents contents = BucketFile.read(file);
    assertThat(contents.identity()).isEqualTo(buckets.identity());
    assertThat(contents.cluster()).isEqualTo("shop");
    assertThat(contents.incarnation()).isEqualTo(1);
    assertThat(contents.damagedRecords()).isZero();
    assertThat(byName(contents.sums())).isEqualTo(byName(buckets.snapshot()));
    assertThat(contents.sums().size()).isEqualTo(3);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void clusterOf_namesTheClusterOrNothing() throws Exception {
    newBuckets(directory);
    assertThat(BucketFile.clusterOf(file)).isEqualTo("shop");
    BucketFiles.setByte(file, 0, 0);
    assertThat(BucketFile.clusterOf(file)).isNull();
    assertThatThrownBy(() -> BucketFile.clusterOf(directory.resolve("none")))
        .isInstanceOf(IOException.class);
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> String.valueOf(path.getFileName())).toList().stream();
    }
  }
}
