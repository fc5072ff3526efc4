package io.footfall.flow;

import io.footfall.cluster.ClusterLedger;
import io.footfall.cluster.ClusterView;
import io.footfall.count.Clock;
import io.footfall.eventlog.EventLog;
import io.footfall.eventlog.EventLogOptions;
import io.footfall.eventlog.LogStore;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * What an engine finds around it besides the disk: time, chance, the machine and the cluster. The
 * disk is reached through {@code java.nio.file} alone, from the directory of the options.
 *
 * @param clock the time
 * @param random where fresh identities come from
 * @param boot tells one boot of the operating system from another; empty if the platform does not
 * @param processors how many threads may truly run at once
 * @param joining how the cluster is joined
 * @param logging how the event log is reached, where the options name one
 */
record Surroundings(
    Clock clock,
    RandomGenerator random,
    String boot,
    int processors,
    Joining joining,
    Logging logging) {

  /** How an engine gets its seat at the cluster's ledger. */
  @FunctionalInterface
  interface Joining {
    ClusterLedger join(ClusterLedger.Self self, ClusterView view);
  }

  /** How an engine gets at its event log. */
  @FunctionalInterface
  interface Logging {
    LogStore log(EventLogOptions options);
  }

  /** This machine, and the cluster that the options name. */
  static Surroundings real(EngineOptions options, Clock clock) {
    return new Surroundings(
        clock,
        new SecureRandom(),
        Platform.boot(),
        Runtime.getRuntime().availableProcessors(),
        (self, view) -> ClusterLedger.join(options.cluster(), self, view, clock),
        log -> new EventLog(log.source(), options.cluster().cluster()));
  }
}
