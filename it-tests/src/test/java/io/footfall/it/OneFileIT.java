package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.JettyNode;
import io.footfall.it.jetty.ShowOutput;
import io.footfall.it.onefile.MetersServlet;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One file in {@code WEB-INF/lib} does what the libraries one by one do, and the two forms form one
 * cluster: an application changes from one to the other node by node.
 */
@ExtendWith({ArquillianExtension.class, ShowOutput.class})
@RunAsClient
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OneFileIT {

  private static final int CLIENTS = 3;
  private static final Duration LOGGED = Duration.ofSeconds(60);
  private static @Nullable EmbeddedPostgres database;

  /** Has the libraries one by one, until the last test gives it the one file. */
  @ArquillianResource
  @OperateOnDeployment("a")
  private JettyNode a;

  /** Has the one file. */
  @ArquillianResource
  @OperateOnDeployment("b")
  private JettyNode b;

  @Deployment(name = "a", testable = false)
  @TargetsContainer("node-a")
  static WebArchive first() {
    return configured(Sample.war("one-file"));
  }

  @Deployment(name = "b", testable = false)
  @TargetsContainer("node-b")
  static WebArchive second() {
    return withOneFile();
  }

  private static WebArchive withOneFile() {
    WebArchive war = configured(Sample.war("one-file"));
    for (ArchivePath path :
        List.copyOf(war.getContent(Filters.include("/WEB-INF/lib/.*")).keySet())) {
      if (!path.get().contains("postgresql")) {
        war.delete(path);
      }
    }
    war.addAsLibrary(new File(System.getProperty("one.file", "")));
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (new File(entry).getName().startsWith("micrometer-")) {
        war.addAsLibrary(new File(entry));
      }
    }
    return war.addPackage(MetersServlet.class.getPackage());
  }

  /** The sample's own {@code web.xml} with the HTTP API and an event log. */
  private static WebArchive configured(WebArchive war) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      war.get("/WEB-INF/web.xml").getAsset().openStream().transferTo(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String more =
        parameter("http", "write")
            + parameter(
                "event-log-url",
                "jdbc:postgresql://localhost:" + database().getPort() + "/postgres")
            + parameter("event-log-user", "postgres")
            + parameter("slot", "1s");
    String webXml =
        text.toString(StandardCharsets.UTF_8).replace("</web-app>", more + "</web-app>");
    war.delete("/WEB-INF/web.xml");
    return war.setWebXML(new StringAsset(webXml));
  }

  private static String parameter(String name, String value) {
    return "<context-param><param-name>footfall.%s</param-name><param-value>%s</param-value></context-param>\n"
        .formatted(name, value);
  }

  private static synchronized EmbeddedPostgres database() {
    EmbeddedPostgres running = database;
    if (running == null) {
      try {
        running = Databases.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      database = running;
    }
    return running;
  }

  @AfterAll
  static void stopDatabase() throws IOException {
    database().close();
  }

  @Test
  @Order(1)
  void bothForms_countTogether() throws Exception {
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      long before = Cluster.awaitJoined(onA, onB);

      Sample.get(a.url("hello"), 120);
      Sample.get(b.url("hello"), 80);

      Cluster.awaitTotal(before + 200, onA, onB);
      assertThat(onB.read("route:/hello")).isEqualTo(200);
      assertThat(onA.read("route:/hello")).isEqualTo(200);
    }
  }

  @Test
  @Order(2)
  void httpApi_ofOne_isReadOnTheOther() throws Exception {
    HttpResponse<String> posted =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(b.url("footfall/increment"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"c1\",\"value\":3}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(202);
    for (URI url : List.of(a.url("footfall/counters/c1"), b.url("footfall/counters/c1"))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(Sample.get(url).body()).contains("\"value\":3"));
    }
  }

  @Test
  @Order(3)
  void meters_areInTheApplicationsOwnRegistry() throws Exception {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Sample.get(b.url("meters")).body())
                    .contains("footfall.cluster.members=2\n")
                    .containsPattern("footfall\\.committed=[1-9]"));
  }

  @Test
  @Order(4)
  void kill_losesNothingThatWasAnswered() throws Exception {
    long before = total();
    long acknowledged;
    long attempted;
    try (Load toA = new Load(a.url("hello"), CLIENTS);
        Load toB = new Load(b.url("hello"), CLIENTS)) {
      toB.awaitAcknowledged(1_000);
      b.kill();
      toB.awaitFailed();
      b.start();
      toA.stop();
      acknowledged = toA.acknowledged() + toB.acknowledged();
      attempted = toA.attempted() + toB.attempted();
    }
    assertThat(total() - before).isBetween(acknowledged, attempted);
  }

  @Test
  @Order(5)
  void rollingChange_fromOneFormToTheOther_losesNothing() throws Exception {
    long before = total();
    a.stop();
    Path war = a.data().resolveSibling("sample.war");
    withOneFile().as(ZipExporter.class).exportTo(war.toFile(), true);
    a.start();
    Sample.get(a.url("hello"), 10);
    Sample.get(b.url("hello"), 10);
    assertThat(total()).isEqualTo(before + 20);
    try (Counts onA = Counts.of(a)) {
      assertThat(onA.nodes()).as("the directory's identity goes on").hasSize(2);
    }
  }

  @Test
  @Order(6)
  void eventLog_throughTheApplicationsOwnDriver_agrees() throws Exception {
    long total = total();
    await().atMost(LOGGED).untilAsserted(() -> assertThat(logged()).isEqualTo(total));
  }

  private static long logged() throws SQLException {
    try (Connection connection = database().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT value FROM footfall_value WHERE counter = 'requests'")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** What both agree about. */
  private long total() throws Exception {
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      return Cluster.awaitJoined(onA, onB);
    }
  }
}
