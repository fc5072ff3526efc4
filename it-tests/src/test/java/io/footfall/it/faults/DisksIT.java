package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.footfall.it.Counts;
import io.footfall.it.jetty.ShowOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes under load, one of them on a disk that fails: requests go on and are committed. */
@ExtendWith(ShowOutput.class)
@Tag("ci")
class DisksIT {

  private static final long ANSWERS = 300;
  private static final String WRITING_FAILS = "cannot be written";
  private static final String JOURNAL_FAILS = "The journal in ";
  private static final String JOURNAL_WRITTEN = " is written again";

  @Test
  void fullDisk_whileANodeRuns_isKilledOnIt_andStartsOnIt_losesNothing() throws Exception {
    assumeTrue(Commands.root(), "a small file system needs the right to mount one (root)");
    try (FaultCluster cluster = new FaultCluster("disk-full", 2)) {
      Path disk = Files.createDirectory(cluster.directory().resolve("disk"));
      Commands.run("mount", "-t", "tmpfs", "-o", "size=8m", "footfall-test", disk.toString());
      try {
        FaultNode onDisk = cluster.replaceData(1, disk.resolve("data"));
        cluster.start().settle();

        Path filling = disk.resolve("filling");
        fill(filling);
        cluster.tell("the disk of node-1 is full");
        cluster.work(ANSWERS);
        awaitTold(onDisk);
        cluster.settle();

        cluster.load(true);
        FaultCluster.awaitAnswers(onDisk, ANSWERS);
        cluster.tell("kill node-1, and start it on the full disk");
        onDisk.kill();
        onDisk.start();
        cluster.work(ANSWERS);
        cluster.settle();

        Files.delete(filling);
        cluster.tell("the disk has room again");
        cluster.work(ANSWERS);
        cluster.settle();
        onDisk.kill();
        onDisk.start();
        cluster.settle();
        onDisk.close();
      } finally {
        Commands.run("umount", "-l", disk.toString());
      }
    }
  }

  @Test
  void fsyncFails_whileANodeRuns_isKilledThen_andStarts_losesNothing() throws Exception {
    assumeTrue(
        FailingFsync.available(),
        "a disk that fails to fsync needs strace, and the right to use it");
    // Over the loopback address: JMX is not reached in another network namespace.
    try (FaultCluster cluster = new FaultCluster("fsync", 2, new Discards(2), Map.of())) {
      FaultNode node = cluster.node(1);
      cluster.start().settle();
      try (FailingFsync failing = FailingFsync.in(node.process().pid())) {
        cluster.tell(failing.toString());
        cluster.work(ANSWERS);
        awaitTold(node);
        try (Counts counts = Counts.of(node.process().pid())) {
          long journaled = counts.journaled();
          long committed = counts.committed();
          cluster.work(ANSWERS);
          FaultCluster.await("commits", () -> ask(counts::committed) > committed);
          assertThat(counts.journaled()).isEqualTo(journaled);
          assertThat(counts.durability()).isEqualTo("PROCESS");
          assertThat(counts.troubles()).anyMatch(sentence -> sentence.contains(WRITING_FAILS));
        }
        cluster.settle();
        assertThat(told(node, JOURNAL_FAILS)).as("lines about one trouble").isEqualTo(1);
        cluster.tell("they work again");
      }
      FaultCluster.await("the line that tells the end", () -> told(node, JOURNAL_WRITTEN) == 1);
      try (Counts counts = Counts.of(node.process().pid())) {
        FaultCluster.await("the journal", () -> ask(counts::journaled) == ask(counts::accepted));
        assertThat(counts.durability()).isEqualTo("JOURNALED");
        assertThat(counts.troubles()).noneMatch(sentence -> sentence.contains(JOURNAL_FAILS));
      }

      try (FailingFsync failing = FailingFsync.in(node.process().pid())) {
        cluster.tell(failing.toString());
        cluster.work(ANSWERS);
        cluster.tell("kill node-1 while they fail, and start it on a disk that always does");
        node.kill();
      }
      node.wrap(FailingFsync.always());
      node.start();
      cluster.work(ANSWERS);
      awaitTold(node);
      cluster.settle();
      cluster.work(ANSWERS);
      cluster.tell("kill node-1 again, and start it on a sound disk");
      node.kill();
      node.wrap(List.of());
      node.start();
      cluster.work(ANSWERS);
      cluster.settle();
    }
  }

  private static long ask(Callable<Long> attribute) {
    try {
      return attribute.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long told(FaultNode node, String words) {
    return node.process().standardError().stream().filter(line -> line.contains(words)).count();
  }

  private static void awaitTold(FaultNode node) {
    FaultCluster.await("the line that tells the trouble", () -> told(node, WRITING_FAILS) > 0);
  }

  private static void fill(Path file) throws IOException {
    byte[] some = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(some);
      }
    } catch (IOException full) {
      assertThat(Files.getFileStore(file).getUsableSpace()).isZero();
    }
  }
}
