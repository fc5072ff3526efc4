package io.footfall.flow;

import io.footfall.cluster.ClusterOptions;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.SlotPlan;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.eventlog.EventLogOptions;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Directories to count in, without engines. */
final class Homes {

  static final String CLUSTER = "shop";

  private Homes() {}

  static EngineOptions options(Path directory, String cluster, int maxCounters) {
    return options(directory, cluster, maxCounters, "node");
  }

  static EngineOptions options(Path directory, String cluster, int maxCounters, String node) {
    return options(directory, cluster, maxCounters, node, SlotPlan.DEFAULT);
  }

  static EngineOptions options(
      Path directory, String cluster, int maxCounters, String node, SlotPlan slots) {
    return options(directory, cluster, maxCounters, node, slots, null);
  }

  static EngineOptions options(
      Path directory,
      String cluster,
      int maxCounters,
      String node,
      SlotPlan slots,
      @Nullable EventLogOptions eventLog) {
    return new EngineOptions(
        "test",
        node,
        "",
        "",
        directory,
        new ClusterOptions(cluster, "loopback", List.of(), "", 7800, Duration.ofSeconds(1)),
        Duration.ofMillis(200),
        maxCounters,
        slots,
        List.of(),
        eventLog);
  }

  static Home open(Path directory, String boot, Health health) {
    return open(options(directory, CLUSTER, 100), boot, health);
  }

  static Home open(EngineOptions options, String boot, Health health) {
    return new Opening(options, health, around(options, boot)).open();
  }

  private static Surroundings around(EngineOptions options, String boot) {
    Surroundings real = Surroundings.real(options, Clock.SYSTEM);
    return new Surroundings(
        real.clock(), real.random(), boot, real.processors(), real.joining(), real.logging());
  }

  static void close(Home home) throws IOException {
    home.buckets().close();
    Objects.requireNonNull(home.lock()).close();
  }

  static void count(Home home, String name, long amount) {
    home.buckets().counter(name).add(amount);
  }

  /** Writes a generation of a home's own journal. */
  static void journal(Home home, Sums sums) throws IOException {
    Journal journal = Objects.requireNonNull(home.journal());
    Buckets buckets = home.buckets();
    Tally tally = new Tally(buckets.identity(), "node", buckets.incarnation(), 0, sums);
    journal.write(new Generation(CLUSTER, journal.nextSequence(), 0, 0, List.of(tally)));
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
