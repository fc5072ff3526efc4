package io.footfall.it.faults;

import io.footfall.it.jetty.ShowOutput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Three nodes under load; kills, splits, pauses and restarts by a seeded schedule; the oracle
 * judges every read.
 *
 * <p>{@code -Dfaults.seed} repeats a schedule; {@code -Dfaults.kills} and {@code
 * -Dfaults.clusterKills} make it longer; {@code -Dfaults.without-root=true} splits with JGroups.
 */
@ExtendWith(ShowOutput.class)
class FaultsIT {

  private static final int NODES = 3;

  @Test
  void aKill_aSplit_aPause_andARestart_loseNothing() throws Exception {
    run("few-kills", Schedule.kills(Schedule.chosenSeed(), NODES, 2));
  }

  @Test
  @Tag("ci")
  void manyKills_withRandomSplits_loseNothing() throws Exception {
    int kills = Integer.getInteger("faults.kills", 10);
    run("kills", Schedule.kills(Schedule.chosenSeed(), NODES, kills));
  }

  @Test
  @Tag("ci")
  void allNodesKilledAtOnce_andStartedInAnyOrder_loseNothing() throws Exception {
    int times = Integer.getInteger("faults.clusterKills", 3);
    run("kills-of-all", Schedule.killsOfAll(Schedule.chosenSeed(), NODES, times));
  }

  private static void run(String test, Schedule schedule) throws Exception {
    try (FaultCluster cluster = new FaultCluster(test, NODES)) {
      cluster.start().settle();
      cluster.load(true);
      schedule.run(cluster);
    }
  }
}
