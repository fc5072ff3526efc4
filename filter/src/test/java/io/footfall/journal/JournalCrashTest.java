package io.footfall.journal;

import static io.footfall.journal.Generations.numbered;
import static io.footfall.journal.Generations.requests;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Fork;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal after a crash at each step of a write, in a model and in a process really killed. */
class JournalCrashTest {

  private static final String NAME = "journal";

  @TempDir Path temp;

  @Test
  void crashAtEachStepOfEachWrite_keepsTheLastAcknowledgedGeneration() throws Exception {
    Path live = Files.createDirectory(temp.resolve("live"));
    Journal journal = Journal.after(live, NAME, Journal.open(live, NAME, 1));
    for (long next = 1; next <= 6; next++) {
      byte[] bytes = numbered(next).toBytes();
      for (int written : new int[] {-1, 0, 1, 512, bytes.length / 2, bytes.length - 1}) {
        Path crashed = copy(live);
        if (written >= 0) {
          Files.write(crashed.resolve("journal.new"), Arrays.copyOf(bytes, written));
        }
        recoverAndGoOn(crashed, next - 1);
      }
      Path forced = copy(live);
      Path unfinished = forced.resolve("journal.new");
      Files.write(unfinished, bytes);
      recoverAndGoOn(copy(forced), next - 1);
      Path place = forced.resolve(Journal.fileNames(NAME).get((int) ((next - 1) % 2)));
      Files.move(unfinished, place, StandardCopyOption.REPLACE_EXISTING);
      recoverAndGoOn(copy(forced), next);

      journal.write(numbered(next));
      assertThat(digests(live)).isEqualTo(digests(forced));
    }
  }

  @Test
  void crashesInARow_neverLoseTheLastAcknowledgedGeneration() throws Exception {
    Random random = new Random(7);
    Path directory = Files.createDirectory(temp.resolve("row"));
    long acknowledged = 0;
    for (int i = 0; i < 200; i++) {
      Journal.Found found = Journal.open(directory, NAME, i);
      assertThat(found.damaged()).isEmpty();
      assertThat(sequence(found)).isGreaterThanOrEqualTo(acknowledged);
      Journal journal = Journal.after(directory, NAME, found);
      for (int writes = random.nextInt(3); writes > 0; writes--) {
        acknowledged = journal.nextSequence();
        journal.write(numbered(acknowledged));
      }
      byte[] bytes = numbered(journal.nextSequence()).toBytes();
      Path unfinished = directory.resolve("journal.new");
      Files.write(unfinished, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }
    assertThat(acknowledged).isGreaterThan(100);
  }

  @Test
  void killedProcess_hasTheLastAcknowledgedGeneration() throws Exception {
    Path directory = Files.createDirectory(temp.resolve("killed"));
    kill(directory, 40, 0);
    kill(directory, 7, 3);
  }

  @Test
  @Tag("ci")
  void processKilledTwentyTimes_hasTheLastAcknowledgedGeneration() throws Exception {
    Random random = new Random(11);
    Path directory = Files.createDirectory(temp.resolve("killed"));
    for (int i = 0; i < 20; i++) {
      kill(directory, 1 + random.nextInt(60), random.nextInt(3_000_000));
    }
  }

  private static void kill(Path directory, int writes, int nanosLater) throws Exception {
    long before = sequence(Journal.read(directory, NAME));
    Process victim = Fork.start(WritingVictim.class, directory.toString());
    long last = before;
    try (DataInputStream in = new DataInputStream(victim.getInputStream())) {
      for (int i = 0; i < writes; i++) {
        last = in.readLong();
      }
      long end = System.nanoTime() + nanosLater;
      while (System.nanoTime() - end < 0) {
        Thread.onSpinWait();
      }
      Fork.kill(victim);
      while (true) {
        last = in.readLong();
      }
    } catch (EOFException end) {
      // All that was acknowledged has been read.
    } finally {
      victim.destroyForcibly().waitFor();
    }
    assertThat(last).isGreaterThanOrEqualTo(before + writes);
    Journal.Found found = Journal.open(directory, NAME, 1);
    assertThat(found.damaged()).isEmpty();
    assertThat(sequence(found)).isBetween(last, last + 1);
    recoverAndGoOn(directory, sequence(found));
  }

  /** What a new process does: opens, finds what is expected, writes on, and finds that. */
  private static void recoverAndGoOn(Path directory, long expected) throws IOException {
    Journal.Found found = Journal.open(directory, NAME, 1);
    assertThat(found.damaged()).isEmpty();
    assertThat(sequence(found)).isEqualTo(expected);
    Journal journal = Journal.after(directory, NAME, found);
    for (int i = 1; i <= 3; i++) {
      journal.write(numbered(journal.nextSequence()));
      assertThat(sequence(Journal.read(directory, NAME))).isEqualTo(expected + i);
    }
  }

  /** The sequence of the newest generation, zero if there is none. */
  private static long sequence(Journal.Found found) {
    Generation newest = found.newest();
    if (newest == null) {
      return 0;
    }
    assertThat(requests(newest)).isEqualTo(newest.sequence());
    return newest.sequence();
  }

  private Path copy(Path directory) throws IOException {
    Path copy = Files.createTempDirectory(temp, "copy");
    for (String name : list(directory)) {
      Files.copy(directory.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  private static List<String> digests(Path directory) throws IOException {
    List<String> files = new ArrayList<>();
    for (String name : list(directory)) {
      byte[] bytes = Files.readAllBytes(directory.resolve(name));
      files.add(name + " " + Arrays.hashCode(bytes) + " " + bytes.length);
    }
    return files;
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(path -> Objects.requireNonNull(path.getFileName()).toString())
          .sorted()
          .toList();
    }
  }
}
