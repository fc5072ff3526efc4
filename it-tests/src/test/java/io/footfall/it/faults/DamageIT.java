package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.it.jetty.ShowOutput;
import io.footfall.it.jetty.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Files damaged while their node is down, one kind after the other on one cluster under load. What
 * the node had counted is committed before, so that nothing may be missing, and nothing may count
 * twice, whatever its files say.
 */
@ExtendWith(ShowOutput.class)
@Tag("ci")
class DamageIT {

  private static final long ANSWERS = 200;

  private final Random random = new Random(Schedule.chosenSeed());

  @Test
  void damagedFiles_loseNothingThatWasCommitted_andCountNothingTwice() throws Exception {
    try (FaultCluster cluster = new FaultCluster("damage", 2)) {
      FaultNode node = cluster.node(1);
      Path copy = cluster.directory().resolve("copy");
      cluster.start();
      cluster.work(ANSWERS);
      cluster.settle();
      damage(cluster, "copy, for later", () -> Trees.copy(node.data(), copy));
      damage(
          cluster,
          "zeros in the bucket file, and one journal truncated",
          () -> {
            zero(file(node, "buckets.dat"));
            truncate(file(node, "journal-0.db"));
          });
      damage(cluster, "a flipped bit in every file", () -> flipAll(node));
      damage(
          cluster,
          "the bucket file truncated, and zeros in one journal",
          () -> {
            truncate(file(node, "buckets.dat"));
            zero(file(node, "journal-1.db"));
          });
      damage(
          cluster,
          "an old copy restored in its place",
          () -> {
            Trees.delete(node.data());
            Trees.copy(copy, node.data());
          });
      damage(cluster, "everything deleted", () -> Trees.delete(node.data()));
    }
  }

  private interface Damage {
    void doIt() throws IOException;
  }

  /** With everything committed: node down by kill or stop, damage, node up, load, judgement. */
  private void damage(FaultCluster cluster, String what, Damage damage) throws IOException {
    FaultNode node = cluster.node(1);
    if (random.nextBoolean()) {
      node.kill();
    } else {
      node.stop();
    }
    cluster.tell(what);
    damage.doIt();
    // Until it has joined it knows only what can still be read of its files.
    node.forget();
    node.start();
    cluster.work(ANSWERS);
    cluster.settle();
  }

  private static List<Path> files(FaultNode node) throws IOException {
    try (Stream<Path> all = Files.walk(node.data())) {
      return all.filter(Files::isRegularFile).filter(file -> file.toFile().length() > 0).toList();
    }
  }

  /** A file in the node's first numbered directory, where it works unless something is wrong. */
  private static Path file(FaultNode node, String name) throws IOException {
    List<Path> found =
        files(node).stream().filter(file -> file.endsWith(Path.of("1", name))).toList();
    assertThat(found).as("%s of %s", name, node.name()).hasSize(1);
    return found.get(0);
  }

  private void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(random.nextLong(channel.size()));
    }
  }

  /** A page of zeros in each 64 KiB, the first page too. */
  private static void zero(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long size = channel.size();
      for (long at = 0; at < size; at += 65_536) {
        channel.write(ByteBuffer.allocate((int) Math.min(4_096, size - at)), at);
      }
    }
  }

  /** A bit near the beginning of each file, where there is content. */
  private void flipAll(FaultNode node) throws IOException {
    for (Path file : files(node)) {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        long at = random.nextLong(Math.min(channel.size(), 512));
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, at);
        one.put(0, (byte) (one.get(0) ^ (1 << random.nextInt(8))));
        one.flip();
        channel.write(one, at);
      }
    }
  }
}
