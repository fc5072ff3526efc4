package io.footfall.it.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is done to a cluster, in order. The same seed gives the same schedule. */
record Schedule(long seed, List<Fault> faults) {

  private static final int KILLS_PER_SETTLE = 5;

  /** The seed that is asked for with {@code -Dfaults.seed=…}, or another one each time. */
  static long chosenSeed() {
    return Long.getLong("faults.seed", System.nanoTime() % 1_000_000);
  }

  /**
   * Kills of random nodes, and among them, in random order, about a quarter as many splits, which
   * last over two other faults, and about an eighth as many pauses and clean restarts.
   */
  static Schedule kills(long seed, int nodes, int kills) {
    Random random = new Random(seed);
    List<Fault> deck = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      deck.add(new Fault.Kill(random.nextInt(nodes), random.nextInt(1_500)));
    }
    for (int i = 0; i < (kills + 3) / 4; i++) {
      deck.add(split(random, nodes));
    }
    for (int i = 0; i < (kills + 7) / 8; i++) {
      deck.add(new Fault.Pause(random.nextInt(nodes), 5_000 + random.nextInt(3_000)));
      deck.add(new Fault.Restart(random.nextInt(nodes)));
    }
    Collections.shuffle(deck, random);
    List<Fault> faults = new ArrayList<>();
    int sinceSplit = Integer.MIN_VALUE;
    int killed = 0;
    for (Fault fault : deck) {
      faults.add(fault);
      faults.add(new Fault.Rest(200 + random.nextInt(2_000)));
      if (fault instanceof Fault.Split) {
        sinceSplit = 0;
        // Longer than the failure detector waits: both sides go on alone.
        faults.add(new Fault.Rest(4_000 + random.nextInt(2_000)));
      } else if (++sinceSplit == 2) {
        faults.add(new Fault.Heal());
      }
      if (fault instanceof Fault.Kill && ++killed % KILLS_PER_SETTLE == 0 && killed < kills) {
        faults.add(new Fault.Heal());
        faults.add(new Fault.Settle());
      }
    }
    faults.add(new Fault.Heal());
    faults.add(new Fault.Settle());
    return new Schedule(seed, List.copyOf(faults));
  }

  /** All nodes killed at once and started in random order, so many times. */
  static Schedule killsOfAll(long seed, int nodes, int times) {
    Random random = new Random(seed);
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      faults.add(new Fault.Rest(500 + random.nextInt(2_000)));
      List<Integer> order = new ArrayList<>(IntStream.range(0, nodes).boxed().toList());
      Collections.shuffle(order, random);
      faults.add(new Fault.KillAll(List.copyOf(order), random.nextInt(2_000)));
      faults.add(new Fault.Settle());
    }
    return new Schedule(seed, List.copyOf(faults));
  }

  private static Fault.Split split(Random random, int nodes) {
    int groups = 2 + random.nextInt(nodes - 1);
    List<Integer> order = new ArrayList<>(IntStream.range(0, nodes).boxed().toList());
    Collections.shuffle(order, random);
    List<Set<Integer>> parts = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      int group = g;
      parts.add(
          IntStream.range(0, nodes)
              .filter(i -> Math.min(i, groups - 1) == group)
              .mapToObj(order::get)
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    }
    return new Fault.Split(parts);
  }

  /** Does it to a cluster that is under load. */
  void run(FaultCluster cluster) throws InterruptedException {
    cluster.tell("seed " + seed + ": again with -Dfaults.seed=" + seed);
    for (Fault fault : faults) {
      if (!(fault instanceof Fault.Rest) && !(fault instanceof Fault.Settle)) {
        cluster.tell(fault.toString());
      }
      step(cluster, fault);
    }
  }

  // A schedule is a course of time: what happens meanwhile is not waited for but disturbed.
  private static void step(FaultCluster cluster, Fault fault) throws InterruptedException {
    if (fault instanceof Fault.Kill kill) {
      cluster.node(kill.node()).kill();
      Thread.sleep(kill.downMillis());
      cluster.node(kill.node()).start();
    } else if (fault instanceof Fault.Restart restart) {
      cluster.node(restart.node()).stop();
      cluster.node(restart.node()).start();
    } else if (fault instanceof Fault.Pause pause) {
      cluster.node(pause.node()).pauseProcess();
      Thread.sleep(pause.millis());
      cluster.node(pause.node()).resumeProcess();
    } else if (fault instanceof Fault.KillAll all) {
      cluster.nodes().forEach(node -> Commands.signal("KILL", node.process().pid()));
      cluster.nodes().forEach(FaultNode::kill);
      for (int node : all.order()) {
        cluster.node(node).begin();
        Thread.sleep(all.gapMillis());
      }
      cluster.nodes().forEach(FaultNode::awaitReady);
    } else if (fault instanceof Fault.Split split) {
      cluster.network().split(split.groups());
    } else if (fault instanceof Fault.Heal) {
      cluster.network().heal();
    } else if (fault instanceof Fault.Rest rest) {
      Thread.sleep(rest.millis());
    } else if (fault instanceof Fault.Settle) {
      cluster.settle();
      cluster.load(true);
    }
  }
}
