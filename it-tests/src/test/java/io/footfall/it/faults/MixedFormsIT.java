package io.footfall.it.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.footfall.it.jetty.ShowOutput;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes of both forms in one cluster, through kills, splits and packing. */
@ExtendWith(ShowOutput.class)
@Tag("all-containers")
class MixedFormsIT {

  /** The shortest that the setting takes. */
  private static final String PACK_AFTER = "1m";

  @Test
  void killsAndSplits_loseNothing_andBothFormsPackWhatBothRead() throws Exception {
    // Where there is no root, nodes of the one file have no protocol that drops messages.
    assumeTrue(Namespaces.available(), "network namespaces need root and iproute2");
    try (FaultCluster cluster =
        new FaultCluster(
            "mixed",
            3,
            new MixedForms(new Namespaces(3)),
            Map.of("FOOTFALL_PACK_AFTER", PACK_AFTER))) {
      cluster.start().settle();
      cluster.load(true);
      Schedule.kills(Schedule.chosenSeed(), 3, 3).run(cluster);

      FaultNode libraries = cluster.node(0);
      FaultNode oneFile = cluster.node(1);
      cluster.node(2).stop();
      // Each side packs the one that is gone, and the other side's node, which counts on.
      cluster.network().split(List.of(Set.of(0), Set.of(1)));
      for (FaultNode node : List.of(libraries, oneFile)) {
        FaultCluster.await("a packed entry at " + node.name(), () -> holdsPacked(node));
      }
      cluster.network().heal();
      cluster.settle();
      cluster.load(true);
      // What one form has packed is all that the other can read of it now.
      oneFile.kill();
      oneFile.start();
      libraries.kill();
      libraries.start();
      cluster.settle();
      cluster.load(true);
      cluster.node(2).start();
      FaultCluster.awaitAnswers(cluster.node(2), 100);
      cluster.settle();
    }
  }

  /** Whether there are packed entries in a process's heap, of what is reachable there. */
  private static boolean holdsPacked(FaultNode node) {
    return Commands.run("jcmd", Long.toString(node.process().pid()), "GC.class_histogram")
        .lines()
        .anyMatch(line -> line.matches(".* io\\.footfall\\.infinispan\\.Packed( .*)?"));
  }
}
