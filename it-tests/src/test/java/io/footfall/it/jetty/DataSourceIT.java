package io.footfall.it.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.Databases;
import io.footfall.it.Sample;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The event log through a data source that the container has, by JNDI. */
@ExtendWith(ShowOutput.class)
class DataSourceIT {

  /** The container's own driver: the data source's, not the WAR's. */
  private static final Pattern SERVER_FILES =
      Pattern.compile(JettyNode.SERVER_FILES.pattern() + "|postgresql-.*\\.jar");

  @ParameterizedTest
  @ValueSource(strings = {"java:comp/env/jdbc/footfall", "jdbc/footfall"})
  void dataSourceOfTheContainer_isFoundByItsName_andLogged(String name) throws Exception {
    Path directory = Jvm.freshDirectory("data-source", "node");
    try (EmbeddedPostgres postgres = Databases.builder().start();
        Jvm node = start(directory, name, postgres.getJdbcUrl("postgres", "postgres"))) {
      for (int i = 0; i < 3; i++) {
        get(node);
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(SQLException.class)
          .untilAsserted(() -> assertThat(logged(postgres)).isEqualTo(3));
      assertThat(node.standardError()).noneMatch(line -> line.contains("is not written"));
    }
  }

  @Test
  void dataSourceThatIsNotThere_isATroubleThatNamesIt_andCountingGoesOn() throws Exception {
    Path directory = Jvm.freshDirectory("data-source", "none");
    try (Jvm node =
        start(directory, "java:comp/env/jdbc/other", "jdbc:postgresql://localhost:1/")) {
      get(node);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  node.standardError().stream()
                      .anyMatch(
                          line ->
                              line.contains("there is no data source \"java:comp/env/jdbc/other\"")
                                  && line.contains("correct footfall.event-log")));
    }
  }

  private static Jvm start(Path directory, String name, String url) {
    return Jvm.start(
        "node",
        directory,
        Map.of(),
        List.of(
            "-Dfootfall.event-log=" + name,
            "-Dfootfall.slot=1s",
            "-Dfootfall.port=" + FreePorts.CLUSTER,
            "-Dfootfall.data-dir=" + directory.resolve("data"),
            "-cp",
            Jvm.classPath(SERVER_FILES),
            JettyMain.class.getName(),
            Sample.file().toString(),
            url));
  }

  private static void get(Jvm node) throws Exception {
    String port = node.awaitLine(JettyNode.LISTENING).group(1);
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://localhost:" + port + "/hello").toURL().openConnection();
    assertThat(connection.getResponseCode()).isEqualTo(200);
    connection.disconnect();
  }

  private static long logged(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT value FROM footfall_value WHERE counter = 'requests'")) {
      return result.next() ? result.getLong(1) : 0;
    }
  }
}
