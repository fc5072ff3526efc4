package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.footfall.it.jetty.ShowOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes under load, one of them on a disk that fails: requests go on and are committed. */
@ExtendWith(ShowOutput.class)
@Tag("ci")
class DisksIT {

  private static final long ANSWERS = 300;
  private static final String WRITING_FAILS = "cannot be written";

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
        loadBoth(cluster);
        awaitTold(onDisk);
        cluster.settle();

        cluster.load(true);
        FaultCluster.awaitAnswers(onDisk, ANSWERS);
        cluster.tell("kill node-1, and start it on the full disk");
        onDisk.kill();
        onDisk.start();
        loadBoth(cluster);
        cluster.settle();

        Files.delete(filling);
        cluster.tell("the disk has room again");
        loadBoth(cluster);
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

  private static void awaitTold(FaultNode node) {
    FaultCluster.await(
        "the line that tells the trouble",
        () ->
            node.process().standardError().stream().anyMatch(line -> line.contains(WRITING_FAILS)));
  }

  private static void loadBoth(FaultCluster cluster) {
    cluster.load(true);
    for (FaultNode node : cluster.nodes()) {
      FaultCluster.awaitAnswers(node, ANSWERS);
    }
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
