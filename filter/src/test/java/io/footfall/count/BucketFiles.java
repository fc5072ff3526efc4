package io.footfall.count;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the tests of bucket files share. */
final class BucketFiles {

  /** 4 stripes, room for 100. */
  static final BucketFile.Terms TERMS = new BucketFile.Terms("shop", "boot-1", 17, 2, 100);

  static final Layout LAYOUT = new Layout(4, 100, true);

  private BucketFiles() {}

  static Buckets newBuckets(Path directory) throws IOException {
    return BucketFile.create(directory, TERMS, Clock.SYSTEM);
  }

  static BucketFile.NotContinued refusal(Path directory, BucketFile.Terms terms) {
    return Objects.requireNonNull(
        catchThrowableOfType(
            BucketFile.NotContinued.class, () -> BucketFile.reopen(directory, terms)),
        "it was continued");
  }

  static void setByte(Path file, int at, int value) throws IOException {
    put(file, at, new byte[] {(byte) value});
  }

  static void setLong(Path file, int at, long value) throws IOException {
    put(
        file,
        at,
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  static void put(Path file, int at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer source = ByteBuffer.wrap(bytes);
      while (source.hasRemaining()) {
        channel.write(source, at + source.position());
      }
    }
  }

  static int byteAt(Path file, int at) throws IOException {
    return Files.readAllBytes(file)[at];
  }

  /** The sums by name, those without a name left out. */
  static Map<String, Sum> byName(Sums sums) {
    Map<String, Sum> map = new TreeMap<>();
    for (int i = 0; i < sums.size(); i++) {
      String name = sums.name(i);
      if (name != null) {
        map.put(name, new Sum(sums.increments(i), sums.decrements(i)));
      }
    }
    return map;
  }
}
