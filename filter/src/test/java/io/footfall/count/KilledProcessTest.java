package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that counts is killed; what it had acknowledged must be in the file. */
class KilledProcessTest {

  @TempDir Path directory;

  @Test
  void kill_losesNothingAcknowledged_andTheIdentityGoesOn() throws Exception {
    round(5_000);
    round(5_000);
  }

  @Test
  @Tag("ci")
  void kill_twentyTimesAtRandom_losesNothingAcknowledged() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 20; i++) {
      round(1 + random.nextInt(20_000));
    }
  }

  private void round(int acknowledgements) throws Exception {
    Path file = directory.resolve(BucketFile.NAME);
    Sums before = Files.exists(file) ? BucketFile.read(file).sums() : Sums.none();
    Process victim = Fork.start(CountingVictim.class, directory.toString());
    long last = 0;
    try (DataInputStream in = new DataInputStream(victim.getInputStream())) {
      for (int i = 1; i <= acknowledgements; i++) {
        last = in.readLong();
        assertThat(last).isEqualTo(i);
      }
      Fork.kill(victim);
      last = drain(in, last);
    } finally {
      victim.destroyForcibly().waitFor();
    }
    BucketFile.Contents contents = BucketFile.read(file);
    Sums sums = contents.sums();
    assertThat(contents.damagedRecords()).isZero();
    assertThat(sums.of("requests").increments() - before.of("requests").increments())
        .isBetween(last, last + 1);
    assertThat(sums.of("away").decrements() - before.of("away").decrements())
        .isBetween(last, last + 1);
    assertThat(named(sums) - named(before)).isBetween(last, last + 1);

    Buckets again = BucketFile.reopen(directory, CountingVictim.TERMS);
    assertThat(again.identity()).isEqualTo(contents.identity());
    assertThat(again.incarnation()).isEqualTo(contents.incarnation() + 1);
    assertThat(again.snapshot().sameAs(sums, 0, Integer.MAX_VALUE)).isTrue();
  }

  private static long named(Sums sums) {
    long named = 0;
    for (int i = 0; i < sums.size(); i++) {
      if (String.valueOf(sums.name(i)).startsWith("n")) {
        named += sums.increments(i);
      }
    }
    return named;
  }

  /** What was written to the pipe before the end was acknowledged as well. */
  private static long drain(DataInputStream in, long from) throws IOException {
    long last = from;
    while (true) {
      try {
        last = in.readLong();
      } catch (EOFException end) {
        return last;
      }
    }
  }
}
