package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.it.jetty.ShowOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Three nodes under load; kills, splits, pauses and restarts by a seeded schedule; the oracle
 * judges every read.
 *
 * <p>{@code -Dfaults.seed} repeats a schedule; {@code -Dfaults.kills} and {@code
 * -Dfaults.clusterKills} make it longer; {@code -Dfaults.without-root=true} splits with JGroups.
 */
@ExtendWith(ShowOutput.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {

  private static final int NODES = 3;

  /** The tests follow each other on one cluster, which each leaves settled. */
  private @Nullable FaultCluster shared;

  @Test
  void aKill_aSplit_aPause_andARestart_loseNothing() throws Exception {
    run(Schedule.kills(Schedule.chosenSeed(), NODES, 2));
  }

  @Test
  @Tag("ci")
  void manyKills_withRandomSplits_loseNothing() throws Exception {
    int kills = Integer.getInteger("faults.kills", 6);
    run(Schedule.kills(Schedule.chosenSeed(), NODES, kills));
  }

  @Test
  @Tag("ci")
  void allNodesKilledAtOnce_andStartedInAnyOrder_loseNothing() throws Exception {
    int times = Integer.getInteger("faults.clusterKills", 2);
    run(Schedule.killsOfAll(Schedule.chosenSeed(), NODES, times));
  }

  /** Without a directory it counts in the heap, and dies before its first commit. */
  @Test
  @Tag("ci")
  void aNodeThatLosesWhatItAnswered_isSeen() throws Exception {
    try (FaultCluster cluster = new FaultCluster("heap", 1)) {
      FaultNode node = cluster.node(0);
      Path noDirectory = Files.createFile(cluster.directory().resolve("no-directory"));
      node.environment(
          Map.of("FOOTFALL_DATA_DIR", noDirectory.toString(), "FOOTFALL_FLUSH_INTERVAL", "1h"));
      cluster.start();
      cluster.work(100);
      node.kill();
      node.start();
      FaultCluster.await("an objection to a read", () -> !cluster.oracle().violations().isEmpty());
      assertThat(cluster.oracle().violations()).first().asString().contains("had acknowledged");
      cluster.load(false);
      node.awaitStill();
      assertThat(cluster.objection()).contains("lacks");
    }
  }

  private void run(Schedule schedule) throws Exception {
    FaultCluster cluster = shared;
    shared = null; // After a failure the next test begins anew.
    if (cluster == null) {
      cluster = new FaultCluster("faults", NODES);
    }
    boolean done = false;
    try {
      if (!cluster.nodes().get(0).isUp()) {
        cluster.start().settle();
      }
      cluster.load(true);
      schedule.run(cluster);
      cluster.load(false);
      done = true;
    } finally {
      if (done) {
        shared = cluster;
      } else {
        cluster.close();
      }
    }
  }

  @AfterAll
  void close() {
    if (shared != null) {
      shared.close();
    }
  }
}
