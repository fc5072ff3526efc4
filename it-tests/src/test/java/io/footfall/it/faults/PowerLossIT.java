package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.footfall.Counters;
import io.footfall.it.jetty.ShowOutput;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * All machines of a cluster lose their power at one moment, under load. What a real loss does is
 * done to the files of killed processes: nobody has forced the bucket file to the disk, so each of
 * its pages is found as it was, as it had been a while before, or still empty; and the operating
 * system is started anew. The journals, which were forced, say what may be missing at most.
 */
@ExtendWith(ShowOutput.class)
@Tag("ci")
class PowerLossIT {

  private static final int NODES = 3;
  private static final long ANSWERS = 300;
  private static final int PAGE = 4_096;

  private final long seed = Schedule.chosenSeed();
  private final Random random = new Random(seed);

  @Test
  void allMachinesLosePower_atMostWhatNoJournalHadIsLost_andNothingCountsTwice() throws Exception {
    try (FaultCluster cluster = new FaultCluster("power", NODES)) {
      Boot first = Boot.another(cluster.directory());
      assumeTrue(first.works(), "another boot id needs the right to mount over it (root)");
      cluster.nodes().forEach(node -> node.wrap(first.words()));
      cluster.start();
      cluster.work(ANSWERS);
      cluster.settle();
      List<byte[]> before = new ArrayList<>();
      for (FaultNode node : cluster.nodes()) {
        before.add(Files.readAllBytes(buckets(node)));
      }
      cluster.work(ANSWERS);

      cluster.tell("no node has power any more; -Dfaults.seed=" + seed);
      cluster.nodes().forEach(node -> Commands.signal("KILL", node.process().pid()));
      cluster.nodes().forEach(FaultNode::kill);
      cluster.load(false);
      cluster.nodes().forEach(FaultNode::awaitStill);
      long journaled = 0;
      for (FaultNode node : cluster.nodes()) {
        journaled += journaled(node);
        writeBack(buckets(node), before.get(cluster.nodes().indexOf(node)));
      }
      cluster.tell(
          "of %d acknowledged requests the journals hold %d"
              .formatted(cluster.oracle().least(), journaled));
      cluster.oracle().powerLost(journaled);

      Boot second = Boot.another(cluster.directory());
      cluster.nodes().forEach(node -> node.wrap(second.words()));
      List<String> identities = cluster.nodes().stream().map(FaultNode::identity).toList();
      cluster.nodes().forEach(FaultNode::forget);
      cluster.start();
      assertThat(cluster.nodes().stream().map(FaultNode::identity))
          .doesNotContainAnyElementsOf(identities);
      // First without new requests, which could hide that something counted twice.
      cluster.settle();
      cluster.work(ANSWERS);
      cluster.settle();
    }
  }

  private static Path place(FaultNode node) {
    return node.data().resolve("ROOT").resolve("1");
  }

  private static Path buckets(FaultNode node) {
    return place(node).resolve("buckets.dat");
  }

  /** What the newest generation of a node's own journal says of the requests. */
  private static long journaled(FaultNode node) throws IOException {
    Generation newest = Journal.read(place(node), "journal").newest();
    return Objects.requireNonNull(newest, node.name()).tallies().stream()
        .mapToLong(tally -> tally.sums().of(Counters.REQUESTS).increments())
        .sum();
  }

  /** Leaves of each page what a disk may hold that nobody has told to write. */
  private void writeBack(Path file, byte[] before) throws IOException {
    byte[] now = Files.readAllBytes(file);
    for (int page = 0; page < now.length; page += PAGE) {
      int end = Math.min(page + PAGE, now.length);
      switch (random.nextInt(3)) {
        case 0 -> Arrays.fill(now, page, end, (byte) 0);
        case 1 -> System.arraycopy(before, page, now, page, end - page);
        default -> {
          // This one the system had written just now.
        }
      }
    }
    Files.write(file, now);
  }
}
