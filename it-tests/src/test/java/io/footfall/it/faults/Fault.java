package io.footfall.it.faults;

import java.util.List;
import java.util.Set;

/** One step of a schedule. */
sealed interface Fault {

  /** SIGKILL, and a new process after a while. */
  record Kill(int node, int downMillis) implements Fault {}

  /** SIGTERM, and a new process. */
  record Restart(int node) implements Fault {}

  /** SIGSTOP, for longer than the failure detector waits, and SIGCONT. */
  record Pause(int node, int millis) implements Fault {}

  /** SIGKILL to all nodes, and new processes one after the other. */
  record KillAll(List<Integer> order, int gapMillis) implements Fault {}

  /** A cut of the network that lasts until it is healed. */
  record Split(List<Set<Integer>> groups) implements Fault {}

  /** The end of a cut. */
  record Heal() implements Fault {}

  /** Load and nothing else. */
  record Rest(int millis) implements Fault {}

  /** The end of the load, the judgement of what came out, and new load. */
  record Settle() implements Fault {}
}
