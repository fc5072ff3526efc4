package io.footfall.count;

import static io.footfall.count.BucketFiles.byName;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A disk after the loss of power: each page as it is, as it once was, or zeros. */
class PowerLossTest {

  private static final BucketFile.Terms LARGE = new BucketFile.Terms("shop", "b", 1, 2, 600);
  private static Path directory = Path.of("");
  private static byte[] older = new byte[0];
  private static byte[] newer = new byte[0];
  private static Map<String, Sum> truth = Map.of();

  @BeforeContainer
  static void make() throws IOException {
    directory = Files.createTempDirectory("pages");
    Buckets buckets = BucketFile.create(directory, LARGE, Clock.SYSTEM);
    count(buckets, 0, 300);
    older = Files.readAllBytes(directory.resolve(BucketFile.NAME));
    count(buckets, 100, 599);
    newer = Files.readAllBytes(directory.resolve(BucketFile.NAME));
    truth = byName(buckets.snapshot());
  }

  private static void count(Buckets buckets, int from, int to) {
    for (int i = from; i < to; i++) {
      buckets.counter("c" + i).add(1 + i * 7L);
      buckets.counter("c" + i).add(-1 - i * 3L);
    }
  }

  @AfterContainer
  static void remove() throws IOException {
    Files.deleteIfExists(directory.resolve("after"));
    Files.deleteIfExists(directory.resolve(BucketFile.NAME));
    Files.delete(directory);
  }

  @Property(tries = 200)
  void read_neverReportsAboveTheTruth(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    byte[] mixed = newer.clone();
    int odds = 2 + random.nextInt(30);
    for (int at = random.nextInt(8) == 0 ? 0 : 4096; at < mixed.length; at += 4096) {
      switch (random.nextInt(odds)) {
        case 0 -> Arrays.fill(mixed, at, at + 4096, (byte) 0);
        case 1 -> System.arraycopy(older, at, mixed, at, 4096);
        default -> {
          // This page reached the disk.
        }
      }
    }
    Path file = directory.resolve("after");
    Files.write(file, mixed);
    BucketFile.Contents contents;
    try {
      contents = BucketFile.read(file);
    } catch (BucketFile.NotContinued headerLost) {
      assertThat(mixed[0]).isZero();
      return;
    }
    for (Map.Entry<String, Sum> entry : byName(contents.sums()).entrySet()) {
      assertThat(truth).containsKey(entry.getKey());
      Sum real = truth.getOrDefault(entry.getKey(), Sum.ZERO);
      assertThat(entry.getValue().max(real)).isEqualTo(real);
    }
    long whole = truth.values().stream().mapToLong(Sum::total).sum();
    assertThat(contents.sums().total()).isLessThanOrEqualTo(whole);
    if (Arrays.equals(mixed, newer)) {
      assertThat(byName(contents.sums())).isEqualTo(truth);
    }
  }
}
