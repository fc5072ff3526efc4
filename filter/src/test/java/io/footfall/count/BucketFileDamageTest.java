package io.footfall.count;

import static io.footfall.count.BucketFiles.LAYOUT;
import static io.footfall.count.BucketFiles.TERMS;
import static io.footfall.count.BucketFiles.byName;
import static io.footfall.count.BucketFiles.byteAt;
import static io.footfall.count.BucketFiles.newBuckets;
import static io.footfall.count.BucketFiles.put;
import static io.footfall.count.BucketFiles.refusal;
import static io.footfall.count.BucketFiles.setByte;
import static io.footfall.count.BucketFiles.setLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketFileDamageTest {

  @TempDir Path directory;
  private Path file = Path.of(BucketFile.NAME);

  @BeforeEach
  void make() throws IOException {
    file = directory.resolve(BucketFile.NAME);
    Buckets buckets = newBuckets(directory);
    buckets.counter("c1").add(11);
    buckets.counter("c2").add(22);
    buckets.counter("c3").add(33);
  }

  private static BucketFile.NotContinued unread(Path file) {
    return Objects.requireNonNull(
        catchThrowableOfType(BucketFile.NotContinued.class, () -> BucketFile.read(file)),
        "it was read");
  }

  @Test
  void anyByteOfTheHeaderDamaged_isNeitherContinuedNorRead() throws Exception {
    for (int at = 0; at < 1020; at++) {
      int right = byteAt(file, at);
      setByte(file, at, right ^ (1 << (at % 8)));
      assertThat(refusal(directory, TERMS)).as("byte %d", at).message().isNotBlank();
      assertThat(unread(file)).as("byte %d", at).message().startsWith("it");
      assertThat(BucketFile.clusterOf(file)).isNull();
      setByte(file, at, right);
    }
    assertThat(BucketFile.reopen(directory, TERMS).sum("c3")).isEqualTo(new Sum(33, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void impossibleIncarnation_isNotContinued(long incarnation) throws Exception {
    setLong(file, Header.INCARNATION_AT, incarnation);
    assertThat(refusal(directory, TERMS))
        .hasMessageContaining("incarnation is damaged: " + incarnation)
        .matches(BucketFile.NotContinued::isDamaged);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void anyByteOfRetired_isNotContinued(int at) throws Exception {
    setByte(file, Header.RETIRED_AT + at, 1);
    assertThat(refusal(directory, TERMS)).hasMessageContaining("another process");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 20_000, -1})
  void truncated_isNeitherContinuedNorRead(int length) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length < 0 ? LAYOUT.bytes() + length : length);
    }
    assertThat(refusal(directory, TERMS))
        .hasMessageContaining("bytes")
        .matches(BucketFile.NotContinued::isDamaged);
    assertThat(unread(file)).hasMessageContaining("bytes");
  }

  @Test
  void longerThanItWasMade_isNotContinuedButRead() throws Exception {
    Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    assertThat(refusal(directory, TERMS)).matches(BucketFile.NotContinued::isDamaged);
    assertThat(BucketFile.read(file).sums().of("c2")).isEqualTo(new Sum(22, 0));
  }

  @Test
  void newerVersion_isReportedAndLeftAlone() throws Exception {
    setByte(file, 8, Header.VERSION + 1);
    byte[] before = Files.readAllBytes(file);
    assertThat(refusal(directory, TERMS))
        .hasMessageContaining("format 2, newer than 1")
        .matches(BucketFile.NotContinued::isNewer)
        .matches(e -> !e.isDamaged());
    assertThat(unread(file)).matches(BucketFile.NotContinued::isNewer);
    assertThat(BucketFile.clusterOf(file)).isNull();
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void damagedName_isNotContinuedAndReadWithoutIt() throws Exception {
    for (int at = LAYOUT.recordAt(2); at < LAYOUT.recordAt(2) + 10; at++) {
      int right = byteAt(file, at);
      setByte(file, at, right ^ 0x10);
      assertThat(refusal(directory, TERMS))
          .hasMessageContaining("name of counter 2 is damaged")
          .matches(BucketFile.NotContinued::isDamaged);
      BucketFile.Contents contents = BucketFile.read(file);
      assertThat(contents.damagedRecords()).isEqualTo(1);
      assertThat(contents.sums().name(2)).isNull();
      assertThat(byName(contents.sums()))
          .containsEntry("c1", new Sum(11, 0))
          .containsEntry("c3", new Sum(33, 0))
          .doesNotContainKey("c2");
      setByte(file, at, right);
    }
  }

  @Test
  void nameThatBecameZero_isNotTakenByTheNextOne() throws Exception {
    setLong(file, LAYOUT.recordAt(2), 0);
    assertThat(refusal(directory, TERMS))
        .hasMessageContaining("counter 2 is in use though counter 2 has no name")
        .matches(BucketFile.NotContinued::isDamaged);
    BucketFile.Contents contents = BucketFile.read(file);
    assertThat(contents.damagedRecords()).isEqualTo(1);
    assertThat(contents.sums().of("c3")).isEqualTo(new Sum(33, 0));
  }

  @Test
  void lastNameThatBecameZero_isNotTakenByTheNextOne() throws Exception {
    setLong(file, LAYOUT.recordAt(3), 0);
    assertThat(refusal(directory, TERMS)).hasMessageContaining("counter 3 is in use");
  }

  @Test
  void negativeCell_isNotContinuedAndReadsAsZero() throws Exception {
    for (int cell : new int[] {LAYOUT.cellAt(0, 1), LAYOUT.cellAt(3, 1), LAYOUT.decrementAt(1)}) {
      byte[] before = Files.readAllBytes(file);
      setLong(file, cell, -5);
      assertThat(refusal(directory, TERMS))
          .hasMessageContaining("c1 is negative")
          .matches(BucketFile.NotContinued::isDamaged);
      Sum sum = BucketFile.read(file).sums().of("c1");
      assertThat(sum.increments()).isBetween(0L, 11L);
      assertThat(sum.decrements()).isZero();
      put(file, 0, before);
    }
  }

  @Test
  void tornName_itsPlaceIsTakenByTheNext() throws Exception {
    byte[] torn = "half-written".getBytes(StandardCharsets.UTF_8);
    put(file, LAYOUT.recordAt(4) + Long.BYTES, torn);
    Buckets buckets = BucketFile.reopen(directory, TERMS);
    assertThat(buckets.snapshot().size()).isEqualTo(4);
    buckets.counter("c4").add(44);
    assertThat(buckets.snapshot().name(4)).isEqualTo("c4");
    assertThat(BucketFile.reopen(directory, TERMS).sum("c4")).isEqualTo(new Sum(44, 0));
  }
}
