package io.footfall.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.it.Distribution;
import io.footfall.it.jetty.Jvm;
import io.footfall.it.jetty.ShowOutput;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The event log under faults: afterwards it is the cluster's counts, exactly. */
@ExtendWith(ShowOutput.class)
@Tag("ci")
class EventLogIT {

  private static final Duration OUTAGE =
      Duration.ofSeconds(Long.getLong("eventlog.outageSeconds", 5));
  private static final int COUNTERS = 3_000;
  private static final int AT_ONCE = 1_000;

  /** What docs/event-log.md promises: so many rows, and the newest of each counter. */
  private static final long ROWS = 50_000;

  /** Likewise, of the heap. */
  private static final long HEAP_BYTES = 10_000_000;

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Nodes on the loopback address, where the database is too. */
  private static FaultCluster cluster(String test, int size, Postgres database) {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("FOOTFALL_HTTP", "write");
    settings.put("FOOTFALL_MAX_COUNTERS", "4096");
    return new FaultCluster(test, size, new Discards(size), settings);
  }

  private static Postgres database(String test) throws Exception {
    return new Postgres(Jvm.freshDirectory("faults", test + "-database"));
  }

  /** The load is held: the tool of the distribution must find everything equal. */
  private static void reconcile(FaultCluster cluster, Postgres database) throws Exception {
    Path folder = Distribution.unpack(Jvm.freshDirectory("faults", "event-log-tool"));
    String driver =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(jar -> new File(jar).getName().startsWith("postgresql-"))
            .findFirst()
            .orElseThrow();
    List<String> words = new ArrayList<>(List.of("reconcile", "--wait", "120s"));
    words.addAll(List.of("--driver", driver, "--cluster", cluster.name()));
    words.addAll(List.of("--event-log-url", database.url(), "--event-log-user", "postgres"));
    words.addAll(List.of("--node", cluster.node(0).url("/footfall").toString()));
    for (FaultNode node : cluster.nodes()) {
      words.addAll(List.of("--data-dir", node.data().toString()));
    }
    String told = Distribution.run(folder, 0, words.toArray(String[]::new));
    told.lines().skip(told.lines().count() - 3).forEach(cluster::tell);
    assertThat(told)
        .contains(", 0 were counted on meanwhile", "the log has reached what the files held");
  }

  @Test
  void nodeKilledInADelivery_andDatabaseKilledInAnInsert_theLogIsExact() throws Exception {
    try (Postgres database = database("event-log");
        FaultCluster cluster = cluster("event-log", 2, database)) {
      cluster.start();
      cluster.load(true);
      cluster.nodes().forEach(node -> FaultCluster.awaitAnswers(node, 200));

      try (Connection held = awaitTables(database)) {
        database.awaitHeld(2);
        cluster.tell("kill -9 of node-0 in mid-transaction");
        cluster.node(0).kill();
        held.rollback();
      }
      FaultCluster.awaitAnswers(cluster.node(1), 100);
      cluster.node(0).start();
      FaultCluster.awaitAnswers(cluster.node(0), 200);

      try (Connection held = database.holdWriters()) {
        database.awaitHeld(2);
        cluster.tell("kill -9 of the database in mid-transaction");
        database.kill();
        assertThat(held.isValid(1)).isFalse();
      }
      cluster.nodes().forEach(node -> FaultCluster.awaitAnswers(node, 200));
      database.start();
      cluster.nodes().forEach(node -> FaultCluster.awaitAnswers(node, 200));

      cluster.settle();
      reconcile(cluster, database);
      assertThat(database.logged("requests")).isEqualTo(cluster.node(0).count().requests());
    }
  }

  private static Connection awaitTables(Postgres database) throws Exception {
    FaultCluster.await(
        "rows in the log",
        () -> {
          try {
            return database.logged("requests") > 0;
          } catch (SQLException notYet) {
            return false;
          }
        });
    return database.holdWriters();
  }

  @Test
  void outageUnderLoad_theLogIsExactAfterwards_andTheHeapStaysWithinItsBound() throws Exception {
    try (Postgres database = database("event-log-outage");
        FaultCluster cluster = cluster("event-log-outage", 1, database)) {
      FaultNode node = cluster.node(0);
      cluster.start();
      cluster.load(true);
      long accepted = increment(node, Duration.ofSeconds(3));
      cluster.settle();
      reconcile(cluster, database);
      Telltale telltale = new Telltale(node.process().pid());
      long before = telltale.heapAfterCollection();

      database.kill();
      cluster.tell("the database is down for " + OUTAGE);
      cluster.load(true);
      accepted += increment(node, OUTAGE);
      cluster.load(false);
      long pending = telltale.number("EventLogPending");
      long skipped = telltale.number("EventLogSkipped");
      long grown = telltale.heapAfterCollection() - before;
      cluster.tell(
          "%d rows kept, %d skipped; the heap after a collection was %d kB and has grown by %d kB"
              .formatted(pending, skipped, before / 1_000, grown / 1_000));
      assertThat(pending).isBetween((long) COUNTERS, ROWS + COUNTERS + 20);
      assertThat(grown).isLessThan(HEAP_BYTES);

      database.start();
      cluster.load(true);
      accepted += increment(node, Duration.ofSeconds(1));
      cluster.settle();
      reconcile(cluster, database);
      assertThat(database.query("SELECT sum(value) FROM footfall_value WHERE counter LIKE 'c%'"))
          .isEqualTo(accepted);
      assertThat(telltale.number("EventLogPending")).isZero();
    }
  }

  /** Increments all counters by one, over and over for a time; how much was accepted. */
  private static long increment(FaultNode node, Duration time) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    URI url = node.url("/footfall/increment");
    long accepted = 0;
    long began = System.nanoTime();
    for (int from = 0; System.nanoTime() - began < time.toNanos(); from += AT_ONCE) {
      StringBuilder body = new StringBuilder("[");
      for (int i = 0; i < AT_ONCE; i++) {
        body.append(i == 0 ? "" : ",")
            .append("{\"key\":\"c")
            .append((from + i) % COUNTERS)
            .append("\",\"value\":1}");
      }
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(url)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body.append("]").toString(), UTF_8))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
      accepted += AT_ONCE;
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return accepted;
  }
}
