package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedBucketsTest extends BucketsContract {

  @TempDir Path temp;
  private Path file = Path.of(BucketFile.NAME);
  private Layout layout = new Layout(1, 64, true);

  @Override
  Buckets buckets(int maxCounters) throws IOException {
    Path directory = Files.createTempDirectory(temp, "node");
    file = directory.resolve(BucketFile.NAME);
    layout = new Layout(4, maxCounters, true);
    return BucketFile.create(
        directory, new BucketFile.Terms("c", "boot", 1, 2, maxCounters), Clock.SYSTEM);
  }

  @Override
  long cell(int offset) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      assertThat(channel.read(word, offset)).isEqualTo(Long.BYTES);
    }
    return word.getLong(0);
  }

  @Override
  void setCell(int offset, long value) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    word.putLong(0, value);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(channel.write(word, offset)).isEqualTo(Long.BYTES);
    }
  }

  @Override
  Layout layout() {
    return layout;
  }

  @Test
  void close_leavesTheDirectoryInTheFileAsItIs() throws Exception {
    Buckets buckets = buckets(64);
    buckets.counter("c1");
    buckets.close();
    byte[] before = Files.readAllBytes(file);
    buckets.counter("c2").increment();
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
