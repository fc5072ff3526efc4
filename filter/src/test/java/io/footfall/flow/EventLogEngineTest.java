package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.Counter;
import io.footfall.Status;
import io.footfall.count.Sum;
import io.footfall.eventlog.EventLog;
import io.footfall.eventlog.EventLogException;
import io.footfall.eventlog.EventLogOptions;
import io.footfall.eventlog.EventLogSource;
import io.footfall.eventlog.UrlSource;
import io.footfall.journal.Journal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogEngineTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private static EmbeddedPostgres postgres;

  @TempDir Path directory;
  private Engines engines;
  private final Switch source = new Switch();

  /** A database that a test takes away and gives back. */
  private static final class Switch implements EventLogSource {
    private final UrlSource real =
        new UrlSource(
            postgres.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""),
            "postgres",
            "x",
            null,
            null);
    private volatile boolean off;

    @Override
    public Connection open() throws SQLException, EventLogException {
      if (off) {
        throw new SQLException("the test has pulled the plug", "08001");
      }
      return real.open();
    }

    @Override
    public String label() {
      return real.label();
    }
  }

  @BeforeAll
  static void startDatabase() throws Exception {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void open() throws Exception {
    engines = new Engines();
    // Clusters are called by their port, which an earlier test may have had.
    try (Connection connection = source.real.open();
        var statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }
  }

  @AfterEach
  void close() {
    engines.close();
  }

  private EngineOptions options(Path in, String node) {
    EngineOptions plain = engines.options(in, node);
    return new EngineOptions(
        plain.version(),
        node,
        "",
        "",
        in,
        plain.cluster(),
        plain.flushInterval(),
        plain.maxCounters(),
        plain.slots(),
        plain.settingsProblems(),
        new EventLogOptions(source, Duration.ofSeconds(1)));
  }

  private Engine start(Path in, String node) {
    return engines.start(options(in, node), new Health());
  }

  private static void count(Engine engine, String name, int times) {
    Counter counter = engine.buckets().counter(name);
    for (int i = 0; i < times; i++) {
      counter.increment();
    }
  }

  private Map<String, Sum> logged() throws EventLogException {
    String cluster = engines.options(directory, "x").cluster().cluster();
    try (EventLog.Session session = new EventLog(source.real, cluster).connect()) {
      return session.values();
    }
  }

  private void awaitLogged(String counter, long value) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(logged().getOrDefault(counter, Sum.ZERO).value()).isEqualTo(value));
  }

  private static Status.EventLog status(Engine engine) {
    return Objects.requireNonNull(engine.counters().status().eventLog());
  }

  @Test
  void slots_areDelivered_andACleanStopDeliversTheRest() throws Exception {
    Engine a = start(directory, "a");
    count(a, "c", 5);
    awaitLogged("c", 5);
    count(a, "c", 2);
    engines.stop(a);
    assertThat(logged()).containsEntry("c", new Sum(7, 0));
    assertThat(status(a).pending()).isZero();
    assertThat(status(a).rows()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void outage_isATrouble_costsNoCount_andSurvivesARestart() throws Exception {
    source.off = true;
    Engine a = start(directory, "a");
    count(a, "c", 5);
    await().atMost(LONG).until(() -> status(a).pending() > 0 && status(a).failures() > 0);
    assertThat(a.counters().status().troubles())
        .anyMatch(
            trouble ->
                trouble.startsWith("The event log at jdbc:postgresql://localhost")
                    && trouble.contains("pulled the plug"));
    count(a, "c", 2);
    await().atMost(LONG).until(() -> status(a).pending() > 1);
    engines.stop(a);
    assertThat(Journal.read(directory.resolve("1"), "log").newest()).isNotNull();

    Engine back = start(directory, "a");
    assertThat(status(back).pending()).isGreaterThan(1);
    source.off = false;
    awaitLogged("c", 7);
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(back.counters().status().troubles()).isEmpty());
    assertThat(status(back).pending()).isZero();
  }

  @Test
  void absentNodeWhoseDiskIsGone_isDeliveredByThoseWhoHoldItsEntries() throws Exception {
    source.off = true;
    Engine a = start(directory.resolve("one"), "a");
    Engine b = start(directory.resolve("two"), "b");
    await()
        .atMost(LONG)
        .until(() -> a.counters().status().members() == 2 && b.counters().status().members() == 2);
    count(b, "c", 4);
    b.flush();
    await().atMost(LONG).until(() -> a.counters().read("c").value() == 4);
    engines.stop(b);
    Files.delete(directory.resolve("two").resolve("1").resolve("buckets.dat"));
    source.off = false;
    awaitLogged("c", 4);
  }

  @Test
  void orphanBeside_isDeliveredByItsNeighbour() throws Exception {
    source.off = true;
    Engine a = start(directory, "a");
    Engine b = start(directory, "b");
    count(b, "c", 4);
    engines.stop(b);
    engines.stop(a);
    source.off = false;
    start(directory, "a");
    awaitLogged("c", 4);
  }

  @Test
  void logThatLostRows_isRaisedAfterTheNextFailure() throws Exception {
    Engine a = start(directory, "a");
    count(a, "c", 5);
    awaitLogged("c", 5);
    try (Connection connection = source.real.open();
        var statement = connection.createStatement()) {
      statement.execute("TRUNCATE footfall_event, footfall_sum, footfall_identity");
    }
    source.off = true;
    count(a, "d", 1);
    await().atMost(LONG).until(() -> status(a).failures() > 0);
    source.off = false;
    awaitLogged("c", 5);
    awaitLogged("d", 1);
  }
}
