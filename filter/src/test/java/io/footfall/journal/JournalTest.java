package io.footfall.journal;

import static io.footfall.journal.Generations.numbered;
import static io.footfall.journal.Generations.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.count.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final String NAME = "journal";

  @TempDir Path directory;
  private Path zero = Path.of(".");
  private Path one = Path.of(".");

  @BeforeEach
  void nameFiles() {
    zero = directory.resolve("journal-0.db");
    one = directory.resolve("journal-1.db");
  }

  private Journal open() throws IOException {
    return Journal.after(directory, NAME, Journal.open(directory, NAME, 1));
  }

  /** Opens, and gives the sequence of the newest generation. */
  private long newest() throws IOException {
    return sequence(Journal.open(directory, NAME, 1));
  }

  private static long sequence(Journal.Found found) {
    Generation newest = Objects.requireNonNull(found.newest(), "no generation");
    assertThat(requests(newest)).isEqualTo(newest.sequence());
    return newest.sequence();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  @Test
  void emptyDirectory_hasNothingAndBeginsAtOne() throws Exception {
    Journal.Found found = Journal.open(directory, NAME, 1);
    assertThat(found.newest()).isNull();
    assertThat(found.damaged()).isEmpty();
    assertThat(found.newer()).isFalse();
    assertThat(Journal.after(directory, NAME, found).nextSequence()).isEqualTo(1);
    assertThat(names()).isEmpty();
  }

  @Test
  void write_keepsTheTwoNewestGenerations_andTheNewestWins() throws Exception {
    Journal journal = open();
    for (long sequence = 1; sequence <= 5; sequence++) {
      assertThat(journal.nextSequence()).isEqualTo(sequence);
      journal.write(numbered(sequence));
      assertThat(newest()).isEqualTo(sequence);
    }
    assertThat(names()).containsExactlyElementsOf(Journal.fileNames(NAME));
    assertThat(Generation.fromBytes(Files.readAllBytes(zero)).sequence()).isEqualTo(5);
    assertThat(Generation.fromBytes(Files.readAllBytes(one)).sequence()).isEqualTo(4);
  }

  @Test
  void write_touchesOnlyTheOlderGeneration_alsoAfterReopening() throws Exception {
    open().write(numbered(1));
    for (long sequence = 2; sequence <= 7; sequence++) {
      Path newest = sequence % 2 == 0 ? zero : one;
      byte[] before = Files.readAllBytes(newest);
      Journal journal = open();
      assertThat(journal.nextSequence()).isEqualTo(sequence);
      journal.write(numbered(sequence));
      assertThat(Files.readAllBytes(newest)).isEqualTo(before);
      assertThat(newest()).isEqualTo(sequence);
    }
  }

  @Test
  void write_sequenceNotHigher_isRefused() throws Exception {
    Journal journal = open();
    journal.write(numbered(5));
    for (long sequence : new long[] {5, 4, -1}) {
      assertThatThrownBy(() -> journal.write(numbered(sequence)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("above 5, was " + sequence);
    }
    assertThat(newest()).isEqualTo(5);
  }

  @Test
  void twoJournalsInOneDirectory_doNotMeet() throws Exception {
    open().write(numbered(1));
    Journal.after(directory, "history", Journal.open(directory, "history", 1)).write(numbered(9));
    assertThat(newest()).isEqualTo(1);
    assertThat(sequence(Journal.read(directory, "history"))).isEqualTo(9);
  }

  @Test
  void open_damagedNewest_fallsBackAndSetsItAside() throws Exception {
    Journal journal = open();
    journal.write(numbered(1));
    journal.write(numbered(2));
    damage(one);
    byte[] damaged = Files.readAllBytes(one);

    Journal.Found read = Journal.read(directory, NAME);
    assertThat(sequence(read)).isEqualTo(1);
    assertThat(read.damaged()).containsExactly(new Journal.Found.Bad(one, "its checksum is wrong"));
    assertThat(one).exists();

    Journal.Found found = Journal.open(directory, NAME, 1234);
    Path aside = directory.resolve("journal-1.db.corrupt-1234");
    assertThat(sequence(found)).isEqualTo(1);
    assertThat(found.damaged())
        .containsExactly(new Journal.Found.Bad(aside, "its checksum is wrong"));
    assertThat(Files.readAllBytes(aside)).isEqualTo(damaged);

    byte[] sound = Files.readAllBytes(zero);
    Journal.after(directory, NAME, found).write(numbered(2));
    assertThat(Files.readAllBytes(zero)).isEqualTo(sound);
    assertThat(newest()).isEqualTo(2);
    assertThat(names())
        .containsExactly("journal-0.db", "journal-1.db", "journal-1.db.corrupt-1234");
  }

  @Test
  void open_damagedOlder_goesOnFromTheNewest() throws Exception {
    Journal journal = open();
    journal.write(numbered(1));
    journal.write(numbered(2));
    damage(zero);
    Journal again = open();
    assertThat(again.nextSequence()).isEqualTo(3);
    byte[] sound = Files.readAllBytes(one);
    again.write(numbered(3));
    assertThat(Files.readAllBytes(one)).isEqualTo(sound);
    assertThat(newest()).isEqualTo(3);
  }

  @Test
  void open_sameFileDamagedAgainAtTheSameTime_replacesNoFileSetAside() throws Exception {
    Journal journal = open();
    journal.write(numbered(1));
    damage(zero);
    byte[] first = Files.readAllBytes(zero);
    open().write(numbered(7));
    damage(zero);
    byte[] second = Files.readAllBytes(zero);
    Journal.open(directory, NAME, 1);
    assertThat(names()).containsExactly("journal-0.db.corrupt-1", "journal-0.db.corrupt-2");
    assertThat(Files.readAllBytes(directory.resolve("journal-0.db.corrupt-1"))).isEqualTo(first);
    assertThat(Files.readAllBytes(directory.resolve("journal-0.db.corrupt-2"))).isEqualTo(second);
  }

  @Test
  void open_bothDamaged_hasNothingAndKeepsBoth() throws Exception {
    Journal journal = open();
    journal.write(numbered(1));
    journal.write(numbered(2));
    damage(zero);
    Files.write(one, new byte[0]);
    Journal.Found found = Journal.open(directory, NAME, 5);
    assertThat(found.newest()).isNull();
    assertThat(found.damaged()).extracting(Journal.Found.Bad::reason).doesNotContain("");
    assertThat(names()).containsExactly("journal-0.db.corrupt-5", "journal-1.db.corrupt-5");
    Journal.after(directory, NAME, found).write(numbered(1));
    assertThat(newest()).isEqualTo(1);
  }

  @Test
  void open_fileOfANewerVersion_changesNothingAndIsNotWrittenOver() throws Exception {
    open().write(numbered(1));
    byte[] newer = Generations.file(Generation.VERSION + 1, 0, 0, List.of());
    Files.write(one, newer);
    Journal.Found found = Journal.open(directory, NAME, 5);
    assertThat(found.newer()).isTrue();
    assertThat(sequence(found)).isEqualTo(1);
    assertThat(names()).containsExactly("journal-0.db", "journal-1.db");
    assertThatThrownBy(() -> Journal.after(directory, NAME, found))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("newer version");
    assertThat(Files.readAllBytes(one)).isEqualTo(newer);
  }

  @Test
  void write_whereTheTemporaryFileCannotBe_failsAndALaterOneWorks() throws Exception {
    Journal journal = open();
    journal.write(numbered(1));
    journal.write(numbered(2));
    Path obstacle = Files.createDirectory(directory.resolve("journal.new"));
    assertThatThrownBy(() -> journal.write(numbered(3))).isInstanceOf(IOException.class);
    assertThat(newest()).isEqualTo(2);
    assertThat(journal.nextSequence()).isEqualTo(3);
    Files.delete(obstacle);
    journal.write(numbered(3));
    assertThat(newest()).isEqualTo(3);
  }

  @Test
  void write_whereADirectoryTookThePlace_failsAndALaterOneWorks() throws Exception {
    Journal journal = open();
    journal.write(numbered(1));
    journal.write(numbered(2));
    byte[] sound = Files.readAllBytes(one);
    Files.delete(zero);
    Files.createDirectories(zero.resolve("full"));
    assertThatThrownBy(() -> journal.write(numbered(3))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> journal.write(numbered(3))).isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(one)).isEqualTo(sound);
    Files.delete(zero.resolve("full"));
    Files.delete(zero);
    journal.write(numbered(3));
    assertThat(newest()).isEqualTo(3);
    assertThat(Files.readAllBytes(one)).isEqualTo(sound);
  }

  @Test
  void write_onAFullOrReadOnlyDisk_failsAndALaterOneWorks() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory, 128)) {
      Journal journal = open();
      journal.write(numbered(1));
      journal.write(numbered(2));

      Path ballast = disk.fill();
      assertThatThrownBy(() -> journal.write(numbered(3))).isInstanceOf(IOException.class);
      assertThat(sequence(Journal.read(directory, NAME))).isEqualTo(2);
      assertThat(Journal.read(directory, NAME).damaged()).isEmpty();
      Files.delete(ballast);
      journal.write(numbered(3));

      disk.setReadOnly(true);
      assertThatThrownBy(() -> journal.write(numbered(4))).isInstanceOf(IOException.class);
      assertThat(sequence(Journal.read(directory, NAME))).isEqualTo(3);
      disk.setReadOnly(false);
      journal.write(numbered(4));
      assertThat(newest()).isEqualTo(4);
    }
  }

  @Test
  void write_directoryGone_fails() throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    Journal journal = Journal.after(gone, NAME, Journal.open(gone, NAME, 1));
    Files.delete(gone);
    assertThatThrownBy(() -> journal.write(numbered(1))).isInstanceOf(IOException.class);
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 4;
    Files.write(file, bytes);
  }
}
