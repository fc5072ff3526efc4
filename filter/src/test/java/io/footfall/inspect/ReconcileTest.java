package io.footfall.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.Counters;
import io.footfall.Footfall;
import io.footfall.count.BucketFile;
import io.footfall.count.Clock;
import io.footfall.servlet.FootfallInitializer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of a real database, a real node and its files. */
class ReconcileTest {

  private static EmbeddedPostgres postgres;

  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Server server = new Server();
  private ServletContextHandler context = new ServletContextHandler();

  @BeforeAll
  static void startDatabase() throws Exception {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void clear() throws Exception {
    execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private static String url() {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long query(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /** A node that logs slots of a second. */
  private Counters start() throws Exception {
    server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    context = new ServletContextHandler("", true, false);
    Map.of(
            "data-dir", data.toString(),
            "cluster", "shop-" + data.getFileName(),
            "node", "web-1",
            "join-timeout", "100ms",
            "flush-interval", "100ms",
            "slot", "1s",
            "http", "read",
            "event-log-url", url(),
            "event-log-user", "postgres")
        .forEach((name, value) -> context.setInitParameter("footfall." + name, value));
    context.addServletContainerInitializer(new FootfallInitializer());
    server.setHandler(context);
    server.start();
    return Footfall.of(context.getServletContext());
  }

  private void awaitLogged(String counter, long value) {
    await()
        .ignoreExceptions()
        .until(
            () ->
                query("SELECT value FROM footfall_value WHERE counter = '" + counter + "'")
                    == value);
  }

  /** These options, and both the directory and the node. */
  private String[] all(String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("--data-dir", data.toString()));
    options.addAll(List.of("--node", node()));
    return options.toArray(String[]::new);
  }

  private String node() {
    return "http://127.0.0.1:"
        + ((ServerConnector) server.getConnectors()[0]).getLocalPort()
        + "/footfall";
  }

  /** The exit code. */
  private int reconcile(String... options) {
    out.reset();
    err.reset();
    return new Reconcile(
            Map.of("FOOTFALL_EVENT_LOG_URL", url(), "FOOTFALL_EVENT_LOG_USER", "postgres"),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(Arrays.asList(options));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everythingDelivered_agreesAtOnce_andSaysHowFreshEachIs() throws Exception {
    Counters counters = start();
    counters.counter("stock").add(7);
    counters.counter("stock").add(-2);
    counters.counter("likes").increment();
    awaitLogged("stock", 5);
    awaitLogged("likes", 1);

    assertThat(reconcile(all())).as(told()).isZero();
    assertThat(told())
        .contains(
            "cluster shop-" + data.getFileName() + ": 2 counters of 1 identities",
            "the newest slot ended ",
            "the oldest part of a number was ",
            "0 counts of this node were not confirmed",
            "in use by process " + ProcessHandle.current().pid(),
            "0 of ",
            "0 were counted on meanwhile",
            "the log has reached what the files held",
            "They agree");
  }

  @Test
  void slotNotOverYet_isWaitedFor() throws Exception {
    Counters counters = start();
    counters.counter("likes").increment();
    awaitLogged("likes", 1);
    counters.counter("likes").add(4);

    assertThat(reconcile(all())).as(told()).isZero();
    assertThat(told()).contains("They agree");
    assertThat(query("SELECT value FROM footfall_value WHERE counter = 'likes'")).isEqualTo(5);
  }

  @Test
  void underLoad_differsByNoMoreThanWasCountedMeanwhile() throws Exception {
    Counters counters = start();
    Thread load =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                counters.counter("likes").increment();
              }
            });
    load.start();
    try {
      await()
          .ignoreExceptions()
          .until(() -> query("SELECT value FROM footfall_value WHERE counter = 'likes'") > 0);

      assertThat(reconcile(all())).as(told()).isZero();
      assertThat(told()).contains("1 were counted on meanwhile", "hold the load");
    } finally {
      load.interrupt();
      load.join();
    }
  }

  @Test
  void logThatLacksCounts_isNamedWithTheIdentityAndTheFiles() throws Exception {
    Counters counters = start();
    counters.counter("likes").add(10);
    counters.counter("stock").add(3);
    awaitLogged("likes", 10);
    awaitLogged("stock", 3);
    execute("UPDATE footfall_sum SET increments = 8 WHERE counter = 'likes'");
    String identity = counters.status().identity();

    assertThat(reconcile(all("--wait", "1s"))).as(told()).isEqualTo(1);
    assertThat(told())
        .contains(
            "likes: log 8, cluster 10, so 2 less in the log",
            identity + ", node web-1: log 8 (last written for the slot that ended ",
            "cluster 10, files 10",
            "likes of " + identity,
            "log +8 -0, files +10 -0; its process has not delivered it",
            "They differ",
            "wait longer")
        .doesNotContain("stock:", "stock of");
  }

  @Test
  void logThatHoldsMoreThanWasCounted_isNamed_withoutWaiting() throws Exception {
    Counters counters = start();
    counters.counter("likes").add(10);
    awaitLogged("likes", 10);
    execute("UPDATE footfall_sum SET increments = 15 WHERE counter = 'likes'");

    assertThat(reconcile("--data-dir", data.toString())).as(told()).isEqualTo(1);
    assertThat(told())
        .contains("log +15 -0, files +10 -0; more than its process has counted")
        .doesNotContain("log and cluster");
    assertThat(reconcile(all("--wait", "0s"))).as(told()).isEqualTo(1);
    assertThat(told()).contains("likes: log 15, cluster 10, so 5 more in the log");
    assertThat(reconcile("--node", node(), "--wait", "2s")).as("also by waiting").isEqualTo(1);

    server.stop();
    assertThat(reconcile("--data-dir", data.toString())).as(told()).isEqualTo(1);
    assertThat(told()).contains("not in use", "files +10 -0; the files are older than the log");
  }

  @Test
  void countsOfAProcessThatIsGone_areFoundInItsDirectory() throws Exception {
    Counters counters = start();
    counters.counter("likes").add(10);
    awaitLogged("likes", 10);
    Path gone = Files.createDirectories(data.resolve("elsewhere/1"));
    String cluster = "shop-" + data.getFileName();
    BucketFile.create(gone, new BucketFile.Terms(cluster, "boot", 1, 1, 100), Clock.SYSTEM)
        .counter("likes")
        .add(3);

    assertThat(reconcile("--data-dir", gone.toString(), "--wait", "1s")).as(told()).isEqualTo(1);
    assertThat(told())
        .contains("log +0 -0, files +3 -0; no process runs there: start one with this data-dir");
  }

  @Test
  void damagedFile_isNamed_andNotTakenForAgreement() throws Exception {
    Counters counters = start();
    counters.counter("likes").add(10);
    awaitLogged("likes", 10);
    Path broken = Files.createDirectories(data.resolve("broken/1"));
    Files.write(broken.resolve("journal-0.db"), new byte[] {1, 2, 3, 4, 5});

    assertThat(reconcile(all())).as(told()).isEqualTo(2);
    assertThat(told()).contains("not read: " + broken.resolve("journal-0.db"), "see inspect");
  }

  @Test
  void whatCannotBeRead_isExitCode2_andNothingIsWritten() throws Exception {
    assertThat(reconcile("--node", "http://127.0.0.1:1/footfall", "--cluster", "shop"))
        .isEqualTo(2);
    assertThat(told()).contains("footfall_sum", "no node has written here yet");
    assertThat(query("SELECT count(*) FROM pg_class WHERE relname LIKE 'footfall%'")).isZero();

    start();
    await().ignoreExceptions().until(() -> query("SELECT version FROM footfall_schema") == 1);
    assertThat(reconcile("--node", "http://127.0.0.1:1/footfall", "--cluster", "shop"))
        .isEqualTo(2);
    assertThat(told()).contains("the node at http://127.0.0.1:1/footfall");
    assertThat(reconcile("--node", node().replace("footfall", "none"), "--cluster", "shop"))
        .isEqualTo(2);
    assertThat(told()).contains("was answered with 404", "settings http");
  }

  @Test
  void argumentsWithoutSense_areExplained() {
    assertThat(reconcile()).isEqualTo(2);
    assertThat(told()).contains("give --node, --data-dir or both", "usage: ");
    assertThat(reconcile("--node")).isEqualTo(2);
    assertThat(reconcile("--node", "localhost:8080")).isEqualTo(2);
    assertThat(told()).contains("was \"localhost:8080\"");
    assertThat(reconcile("--data-dir", data.resolve("none").toString())).isEqualTo(2);
    assertThat(reconcile("--data-dir", data.toString(), "--wait", "soon")).isEqualTo(2);
    assertThat(reconcile("--data-dir", data.toString(), "--nonsense", "1")).isEqualTo(2);
    assertThat(reconcile("--help")).isZero();
  }

  @Test
  void clusters_areToldApart() throws Exception {
    Counters counters = start();
    counters.counter("likes").add(10);
    awaitLogged("likes", 10);
    execute(
        "INSERT INTO footfall_identity (identity, cluster, node) VALUES (gen_random_uuid(), 'blog', '')");

    assertThat(reconcile("--node", node())).isEqualTo(2);
    assertThat(told()).contains("Several clusters are there", "blog, shop-");
    Path other = Files.createDirectories(data.resolve("blog/1"));
    BucketFile.create(other, new BucketFile.Terms("blog", "boot", 1, 1, 100), Clock.SYSTEM)
        .counter("likes")
        .add(3);
    assertThat(reconcile(all())).isEqualTo(2);
    assertThat(told()).contains("Several clusters are there");
    assertThat(reconcile(all("--cluster", "shop-" + data.getFileName()))).as(told()).isZero();
    assertThat(reconcile("--node", node(), "--cluster", "shop-" + data.getFileName()))
        .as(told())
        .isZero();
    assertThat(reconcile("--node", node(), "--cluster", "blog", "--wait", "0s"))
        .as(told())
        .isEqualTo(1);
    assertThat(told())
        .contains("likes: log 0, cluster 10", "never written: has its node an event log?");
  }
}
