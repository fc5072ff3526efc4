package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.it.jetty.ShowOutput;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM to a process whose join hangs, because the coordinator's answers do not arrive. */
@ExtendWith(ShowOutput.class)
@Tag("ci")
class StopIT {

  private static final int BY_SIGTERM = 143;

  @Test
  void stopOfAProcessThatIsStillJoining_isBounded_andLosesNothing() throws Exception {
    // A new node hears of the coordinator and does not hear from it: that takes this cut.
    try (FaultCluster cluster = new FaultCluster("stop", 2, new Discards(2), Map.of())) {
      FaultNode node = cluster.node(1);
      cluster.node(0).start();
      cluster.network().split(List.of(Set.of(0), Set.of(1)));
      node.environment(Map.of("FOOTFALL_JOIN_TIMEOUT", "20s"));
      node.start();
      cluster.work(100);
      cluster.tell("stop node-1");
      assertThat(node.stop()).isEqualTo(BY_SIGTERM);
      cluster.tell("stopped");

      cluster.network().heal();
      node.environment(Map.of());
      node.start();
      cluster.work(100);
      cluster.settle();
    }
  }
}
