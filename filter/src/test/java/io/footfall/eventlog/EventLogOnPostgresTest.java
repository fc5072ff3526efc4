package io.footfall.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import io.footfall.count.Sum;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogOnPostgresTest {

  private static final Identity A = new Identity(1, 1);
  private static final Identity B = new Identity(2, 2);
  private static final int SLOT = 10;

  private static EmbeddedPostgres postgres;
  private static int databases;

  private String database;

  @BeforeAll
  static void startDatabase() throws Exception {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void freshDatabase() throws SQLException {
    database = "test" + ++databases;
    execute("postgres", "CREATE DATABASE " + database);
  }

  private static void execute(String database, String sql) throws SQLException {
    try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }

  private UrlSource source(String user, String password) {
    return new UrlSource(
        "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database,
        user,
        password,
        null,
        null);
  }

  private EventLog log() {
    return new EventLog(source("postgres", "postgres"), "shop");
  }

  private static LogRow row(
      Identity identity, String counter, long slot, long increments, long decrements) {
    return new LogRow(identity, counter, slot, SLOT, increments, decrements);
  }

  private static void append(EventLog log, LogRow... rows) throws EventLogException {
    try (EventLog.Session session = log.connect()) {
      session.append(List.of(rows), Map.of(A, "node-a"));
    }
  }

  private static void raise(EventLog log, LogRow... rows) throws EventLogException {
    try (EventLog.Session session = log.connect()) {
      session.raise(List.of(rows), Map.of());
    }
  }

  private static Map<String, Sum> values(EventLog log) throws EventLogException {
    try (EventLog.Session session = log.connect()) {
      return session.values();
    }
  }

  private static final String SLOTS =
      "SELECT extract(epoch FROM slot_start)::int, increments, decrements, value FROM footfall_slot"
          + " WHERE counter = 'c' ORDER BY identity, slot_start";

  @Test
  void rowsOfTwoIdentities_areTheSumOfTheLatest_andSlotsAreTheirGrowth() throws Exception {
    EventLog log = log();
    append(log, row(A, "c", 100, 5, 1), row(A, "c", 110, 7, 1), row(B, "c", 100, 3, 0));

    assertThat(values(log)).isEqualTo(Map.of("c", new Sum(10, 1)));
    assertThat(query(SLOTS)).containsExactly("100 5 1 4", "110 2 0 2", "100 3 0 3");
    assertThat(query("SELECT cluster, node FROM footfall_identity ORDER BY identity"))
        .containsExactly("shop node-a", "shop ");
  }

  @Test
  void rowsTwiceLateAndLower_changeNothing() throws Exception {
    EventLog log = log();
    append(log, row(A, "c", 100, 5, 0), row(A, "c", 110, 7, 2));
    append(log, row(A, "c", 110, 7, 2), row(A, "c", 110, 6, 1), row(A, "c", 100, 4, 0));

    assertThat(values(log)).isEqualTo(Map.of("c", new Sum(7, 2)));
    assertThat(query(SLOTS)).containsExactly("100 5 0 5", "110 2 2 0");

    append(log, row(A, "c", 100, 4, 0));
    append(log, row(A, "c", 110, 9, 1));
    append(log, row(A, "c", 110, 8, 3));
    assertThat(values(log)).as("the higher of each sum").isEqualTo(Map.of("c", new Sum(9, 3)));
  }

  @Test
  void sameSlotTwiceInOneBatch_isOneRowWithTheHigherSums() throws Exception {
    EventLog log = log();
    append(log, row(A, "c", 100, 5, 3), row(A, "c", 100, 6, 2));

    assertThat(query("SELECT increments, decrements FROM footfall_event")).containsExactly("6 3");
  }

  @Test
  void raise_writesOnlyWhatIsAbove() throws Exception {
    EventLog log = log();
    append(log, row(A, "c", 100, 5, 0), row(A, "d", 100, 1, 0));
    raise(log, row(A, "c", 200, 5, 0), row(A, "d", 200, 2, 0), row(A, "e", 200, 9, 9));

    assertThat(values(log))
        .isEqualTo(Map.of("c", new Sum(5, 0), "d", new Sum(2, 0), "e", new Sum(9, 9)));
    assertThat(query(SLOTS)).containsExactly("100 5 0 5");
  }

  @Test
  void staleRowOfAnAdopter_behindALaterOneOfTheOwner_makesNoSlotNegative() throws Exception {
    EventLog log = log();
    raise(log, row(A, "c", 120, 5, 0));
    append(log, row(A, "c", 110, 8, 0), row(A, "c", 130, 9, 0));

    assertThat(query(SLOTS)).containsExactly("110 8 0 8", "120 0 0 0", "130 1 0 1");
    assertThat(values(log)).isEqualTo(Map.of("c", new Sum(9, 0)));
  }

  @Test
  void sumsForReading_nameEachIdentityAndItsLastSlot_andTheSessionCannotWrite() throws Exception {
    EventLog log = log();
    append(log, row(A, "c", 100, 5, 1), row(A, "c", 110, 7, 1), row(B, "c", 100, 3, 0));
    append(
        new EventLog(source("postgres", "postgres"), "blog"),
        row(new Identity(9, 9), "c", 1, 1, 0));

    try (EventLog.Session session = log.connectToRead()) {
      assertThat(session.sums())
          .containsExactlyInAnyOrder(
              new LoggedSum(A, "node-a", "c", new Sum(7, 1), Instant.ofEpochSecond(120)),
              new LoggedSum(B, "", "c", new Sum(3, 0), Instant.ofEpochSecond(110)));
      assertThat(session.clusters()).containsExactly("blog", "shop");
      assertThatThrownBy(() -> session.append(List.of(row(A, "c", 130, 9, 9)), Map.of()))
          .isInstanceOf(EventLogException.class)
          .hasMessageContaining("read-only");
    }
    execute(database, "DELETE FROM footfall_event");
    try (EventLog.Session session = log.connectToRead()) {
      assertThat(session.sums()).allMatch(sum -> sum.slotEnd() == null).hasSize(2);
    }
  }

  @Test
  void oddNames_comeBackAsTheyWere() throws Exception {
    EventLog log = log();
    String odd = "a'\"\\{},NULL $1 é 😀 \u202e";
    append(log, row(A, odd, 100, 1, 0), row(A, "NULL", 100, 2, 0), row(A, " ", 100, 3, 0));

    assertThat(values(log)).containsOnlyKeys(odd, "NULL", " ");
  }

  @Test
  void twoClustersInOneDatabase_areKeptApart() throws Exception {
    append(log(), row(A, "c", 100, 5, 0));
    EventLog other = new EventLog(source("postgres", "postgres"), "blog");
    append(other, row(B, "c", 100, 3, 0));

    assertThat(values(log())).isEqualTo(Map.of("c", new Sum(5, 0)));
    assertThat(values(other)).isEqualTo(Map.of("c", new Sum(3, 0)));
  }

  @Test
  void manyNodesAtOnce_createTheSchemaOnce() throws Exception {
    int nodes = 8;
    ExecutorService threads = Executors.newFixedThreadPool(nodes);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      Identity identity = new Identity(7, i);
      EventLog log = log();
      all.add(
          threads.submit(
              () -> {
                start.await();
                append(log, row(identity, "c", 100, 1, 0));
                return null;
              }));
    }
    start.countDown();
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();

    assertThat(query("SELECT version FROM footfall_schema")).containsExactly("1");
    assertThat(values(log())).isEqualTo(Map.of("c", new Sum(nodes, 0)));
  }

  @Test
  void roleWithoutCreate_isRefusedClearly_andWorksOnceTheSchemaIsThere() throws Exception {
    String role = "role_" + database;
    execute("postgres", "CREATE ROLE " + role + " LOGIN PASSWORD 'secret word'");
    execute(database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    EventLog log = new EventLog(source(role, "secret word"), "shop");

    assertThatThrownBy(log::connect)
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("permission denied")
        .hasMessageContaining("docs/event-log.md")
        .hasMessageNotContaining("secret word");

    execute(database, Schema.script(1));
    execute(
        database,
        "GRANT SELECT ON footfall_schema TO %1$s; GRANT SELECT, INSERT, UPDATE ON footfall_identity, footfall_event, footfall_sum TO %1$s; GRANT SELECT ON footfall_value, footfall_slot TO %1$s"
            .formatted(role));
    append(log, row(A, "c", 100, 5, 0));
    assertThat(values(log)).isEqualTo(Map.of("c", new Sum(5, 0)));
  }

  @Test
  void databaseThatIsNotUtf8_isRefusedClearly() throws Exception {
    execute(
        "postgres",
        "CREATE DATABASE latin_%s ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
            .formatted(database));
    database = "latin_" + database;

    assertThatThrownBy(() -> log().connect())
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("LATIN1")
        .hasMessageContaining("UTF8");
  }

  @Test
  void forgettingOldEvents_asDocumented_changesNeitherValueNorLaterSlots() throws Exception {
    EventLog log = log();
    append(log, row(A, "c", 100, 5, 0), row(A, "c", 110, 7, 0), row(A, "c", 120, 9, 0));
    String document = Files.readString(Path.of("../docs/event-log.md"));
    int from = document.indexOf("DELETE FROM footfall_event");
    String statement =
        document
            .substring(from, document.indexOf("```", from))
            .replaceAll("now\\(\\) - interval '[^']*'", "to_timestamp(120)");
    execute(database, statement);

    assertThat(query(SLOTS)).containsExactly("110 7 0 7", "120 2 0 2");
    assertThat(values(log)).isEqualTo(Map.of("c", new Sum(9, 0)));
  }

  @Test
  void noDriver_noServer_noPasswordFile_eachSayWhatToDo(@TempDir Path directory) {
    assertThatThrownBy(
            () -> new EventLog(new UrlSource("jdbc:none:x", "", "", null, null), "s").connect())
        .hasMessageContaining("no JDBC driver for jdbc:none:x");
    assertThatThrownBy(
            () ->
                new EventLog(
                        new UrlSource("jdbc:postgresql://localhost:1/x", "u", "p", null, null), "s")
                    .connect())
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("localhost:1");
    assertThatThrownBy(
            () ->
                new EventLog(
                        new UrlSource(
                            "jdbc:postgresql://localhost:1/x",
                            "u",
                            "",
                            null,
                            directory.resolve("none")),
                        "s")
                    .connect())
        .hasMessageContaining(directory.resolve("none").toString())
        .hasMessageContaining("footfall.event-log-password-file");
  }

  @Test
  void passwordFromAFile_isReadAtEachConnection(@TempDir Path directory) throws Exception {
    String role = "file_" + database;
    execute("postgres", "CREATE ROLE " + role + " LOGIN SUPERUSER PASSWORD 'one'");
    Path user = Files.writeString(directory.resolve("user"), role + "\n");
    Path password = Files.writeString(directory.resolve("password"), "one\n");
    EventLog log =
        new EventLog(
            new UrlSource(
                "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database,
                "",
                "",
                user,
                password),
            "shop");
    append(log, row(A, "c", 100, 5, 0));
    Files.writeString(password, "two");
    execute("postgres", "ALTER ROLE " + role + " PASSWORD 'two'");

    append(log, row(A, "c", 110, 6, 0));
    assertThat(query("SELECT current_user")).containsExactly("postgres");
    assertThat(values(log)).isEqualTo(Map.of("c", new Sum(6, 0)));
  }
}
