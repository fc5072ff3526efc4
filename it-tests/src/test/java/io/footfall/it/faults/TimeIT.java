package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.footfall.it.jetty.ShowOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A clock that steps and a process that stands still: sums and ages are as if nothing happened. */
@ExtendWith(ShowOutput.class)
@Tag("ci")
class TimeIT {

  private static final Duration YEAR = Duration.ofDays(365);
  // Ages are of some flush intervals; this is far below a year and above what a busy machine needs.
  private static final Duration AGE = Duration.ofSeconds(20);
  private static final long ANSWERS = 200;

  @Test
  void wallClock_steppedAYearForwardAndBack_changesNoSumAndNoAge() throws Exception {
    Optional<Path> library = library();
    assumeTrue(library.isPresent(), "a clock that steps needs libfaketime (Debian: faketime)");
    try (FaultCluster cluster = new FaultCluster("clock", 2)) {
      cluster.tiers().clocksStep();
      Path clock = cluster.directory().resolve("clock");
      set(clock, Duration.ZERO);
      // The monotonic clock is left alone, as it is when an operator or NTP sets the wall clock.
      cluster
          .node(1)
          .environment(
              Map.of(
                  "LD_PRELOAD", library.get().toString(),
                  "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                  "FAKETIME_CACHE_DURATION", "1",
                  "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                  "DONT_FAKE_MONOTONIC", "1",
                  // Or every wait with a bound returns at once, and each thread of the JVM spins.
                  "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
      cluster.start().settle();
      for (Duration step : new Duration[] {YEAR, YEAR.negated(), Duration.ZERO}) {
        cluster.load(true);
        FaultCluster.awaitAnswers(cluster.node(1), ANSWERS);
        cluster.tell("the clock of node-1 is off by " + step.toDays() + " days");
        set(clock, step);
        FaultCluster.await("the step of the clock", () -> fresh(cluster.node(1), step));
        cluster.nodes().forEach(node -> FaultCluster.awaitAnswers(node, ANSWERS));
        cluster.settle();
        assertThat(fresh(cluster.node(0), Duration.ZERO)).as("age on node-0").isTrue();
        assertThat(fresh(cluster.node(1), step)).as("age on node-1").isTrue();
      }
      cluster.load(true);
      cluster.node(1).kill();
      set(clock, YEAR.negated());
      cluster.tell("node-1 again, with its clock a year behind");
      cluster.node(1).start();
      FaultCluster.awaitAnswers(cluster.node(1), ANSWERS);
      cluster.settle();
    }
  }

  @Test
  void suspendedProcess_losesNothing_andItsNumbersAreFreshAgain() throws Exception {
    try (FaultCluster cluster = new FaultCluster("suspended", 2)) {
      cluster.start().settle();
      cluster.load(true);
      for (FaultNode node : cluster.nodes()) {
        FaultCluster.awaitAnswers(node, ANSWERS);
        cluster.tell("suspend " + node.name());
        node.pauseProcess();
        FaultNode other = cluster.node(1 - cluster.nodes().indexOf(node));
        FaultCluster.await("the failure detector", () -> members(other) == 1);
        FaultCluster.awaitAnswers(other, ANSWERS);
        node.resumeProcess();
        FaultCluster.awaitAnswers(node, ANSWERS);
        FaultCluster.await("the return of " + node.name(), () -> members(other) == 2);
      }
      cluster.settle();
      for (FaultNode node : cluster.nodes()) {
        assertThat(fresh(node, Duration.ZERO)).as("age on %s", node.name()).isTrue();
      }
    }
  }

  private static int members(FaultNode node) {
    try {
      return node.count().members();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a node tells numbers of now, by a clock that is off by so much. */
  private static boolean fresh(FaultNode node, Duration off) {
    try {
      Duration age = Duration.between(node.count().asOf(), Instant.now().plus(off));
      return age.abs().compareTo(AGE) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void set(Path clock, Duration off) throws IOException {
    Path next = clock.resolveSibling("clock.new");
    Files.writeString(next, "%+d\n".formatted(off.toSeconds()));
    Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Optional<Path> library() {
    return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")
        .map(directory -> Path.of(directory, "faketime", "libfaketimeMT.so.1"))
        .filter(Files::exists)
        .findFirst();
  }
}
