package io.footfall.it.faults;

import static org.awaitility.Awaitility.await;

import io.footfall.it.Databases;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL that a test kills and starts again on what it left. */
final class Postgres implements AutoCloseable {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final Path data;
  private final Path control;
  private final int port;

  /** Makes a database below a directory and starts it. */
  Postgres(Path directory) throws IOException {
    Files.createDirectories(Databases.PROGRAMS);
    data = directory.resolve("data");
    // It only makes the database. From then on the server must outlive what the library knows.
    EmbeddedPostgres made =
        Databases.builder().setDataDirectory(data).setCleanDataDirectory(false).start();
    port = made.getPort();
    made.close();
    try (Stream<Path> files = Files.walk(Databases.PROGRAMS)) {
      control = files.filter(file -> file.endsWith("bin/pg_ctl")).findFirst().orElseThrow();
    }
    start();
  }

  String url() {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  /** The settings of a node that logs here, in slots of a second. */
  Map<String, String> settings() {
    return Map.of(
        "FOOTFALL_EVENT_LOG_URL", url(),
        "FOOTFALL_EVENT_LOG_USER", "postgres",
        "FOOTFALL_SLOT", "1s");
  }

  /** Starts the server on what is in the data directory. */
  void start() {
    // Processes of one that was killed may hold its memory for a moment.
    await()
        .atMost(LONG)
        .until(
            () ->
                Commands.works(
                    control(
                        "start",
                        "-w",
                        "-l",
                        data.resolveSibling("server.log").toString(),
                        "-o",
                        "-p " + port)));
  }

  private String[] control(String... words) {
    // It refuses to run as root; in a namespace of its own nobody is.
    List<String> command = new ArrayList<>(Commands.root() ? List.of("unshare", "-U") : List.of());
    command.addAll(List.of(control.toString(), "-D", data.toString()));
    command.addAll(List.of(words));
    return command.toArray(String[]::new);
  }

  /** Sends SIGKILL to the server; its other processes end when they notice. */
  void kill() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    server.destroyForcibly();
    await().atMost(LONG).until(() -> !server.isAlive());
  }

  Connection open() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "");
  }

  long query(String sql) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /** What the log holds of a counter of the only cluster that writes here. */
  long logged(String counter) throws SQLException {
    return query("SELECT value FROM footfall_value WHERE counter = '" + counter + "'");
  }

  /**
   * Holds up writers behind their events and before their sums, in mid-transaction, until the
   * connection is closed.
   */
  Connection holdWriters() throws SQLException {
    Connection connection = open();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE footfall_sum IN SHARE ROW EXCLUSIVE MODE");
    }
    return connection;
  }

  /** Waits until so many writers are held up. */
  void awaitHeld(int writers) {
    await()
        .atMost(LONG)
        .until(
            () ->
                query(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'footfall'"
                            + " AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO footfall_sum%'")
                    == writers);
  }

  @Override
  public void close() {
    Commands.works(control("stop", "-m", "immediate"));
  }
}
