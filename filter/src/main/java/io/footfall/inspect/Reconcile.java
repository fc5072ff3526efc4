package io.footfall.inspect;

import io.footfall.Reading;
import io.footfall.eventlog.EventLog;
import io.footfall.eventlog.EventLogException;
import io.footfall.eventlog.UrlSource;
import io.footfall.http.Remote;
import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the event log with the cluster, as a running node tells it, and with data directories.
 * It writes nothing, in none of them, and may run while everything counts.
 *
 * <p>Exits with 0 when they agree, with 1 when they differ, and with 2 when the arguments make no
 * sense or something could not be read.
 */
final class Reconcile {

  static final int AGREE = 0;
  static final int DIFFER = 1;
  static final int UNREAD = 2;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final String HELP =
      """
      usage: java -jar footfall-filter.jar reconcile OPTIONS

      Compares the event log in PostgreSQL with the cluster, as a running node tells it over HTTP,
      and with data directories on this machine, and says where they differ. Nothing is written
      anywhere, and everything may count on meanwhile: what is not delivered yet is waited for.

        --event-log-url URL             as the setting: jdbc:postgresql://db.example.org/counts
        --event-log-user NAME
        --event-log-password-file FILE
        --driver JAR                    the JDBC driver, as postgresql-42.7.14.jar
        --cluster NAME                  if several have written to this database
        --node URL                      a node's HTTP API, as http://localhost:8080/footfall
        --authorization-file FILE       the header Authorization for it, as "Basic …"
        --data-dir DIRECTORY            may be given several times
        --wait SECONDS                  for slots to close and to be delivered; 60s by default
        --all                           lists every difference, not only the first twenty
        --help                          prints this

      What is not given of the event log, and the cluster, is taken from the environment, by the
      names that a node reads: FOOTFALL_EVENT_LOG_URL, …_USER, …_PASSWORD, …_USER_FILE,
      …_PASSWORD_FILE, FOOTFALL_CLUSTER.

      exit codes: 0 they agree, 1 they differ, 2 wrong arguments or something cannot be read
      """;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Reconcile(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = Map.copyOf(environment);
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the tool.
   *
   * @return the exit code
   */
  int run(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(HELP);
      return AGREE;
    }
    ReconcileOptions options;
    try {
      options = ReconcileOptions.parse(args, environment);
    } catch (ReconcileOptions.Unclear e) {
      err.println(ReconcileReport.plain(String.valueOf(e.getMessage())));
      err.print(HELP);
      return UNREAD;
    }
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader driver = driver(options.driver(), before)) {
      Thread.currentThread().setContextClassLoader(driver);
      return compare(options);
    } catch (EventLogException e) {
      err.println(
          ReconcileReport.plain(
              "The event log at %s cannot be read: %s%s"
                  .formatted(
                      source(options).label(),
                      e.getMessage(),
                      String.valueOf(e.getMessage()).contains("no JDBC driver")
                          ? "; or name its JAR with --driver"
                          : "")));
      return UNREAD;
    } catch (IOException e) {
      err.println(ReconcileReport.plain("Not everything can be read: " + e.getMessage()));
      return UNREAD;
    } catch (ReconcileOptions.Unclear e) {
      err.println(ReconcileReport.plain(String.valueOf(e.getMessage())));
      return UNREAD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNREAD;
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static URLClassLoader driver(@Nullable Path jar, ClassLoader parent)
      throws MalformedURLException {
    return new URLClassLoader(jar == null ? new URL[0] : new URL[] {jar.toUri().toURL()}, parent);
  }

  private static UrlSource source(ReconcileOptions options) {
    return new UrlSource(
        options.url(),
        options.user(),
        options.password(),
        options.userFile(),
        options.passwordFile());
  }

  private int compare(ReconcileOptions options)
      throws EventLogException, IOException, InterruptedException, ReconcileOptions.Unclear {
    UrlSource source = source(options);
    String cluster = cluster(options, source);
    EventLog log = new EventLog(source, cluster);
    Remote node = node(options);
    long began = System.nanoTime();
    LogState first = LogState.read(log);
    ReconcileReport report = new ReconcileReport(options, out);
    report.printLog(source.label(), cluster, first);
    FilesState files = null;
    if (!options.directories().isEmpty()) {
      files = FilesState.read(options.directories(), cluster);
      report.printFiles(files);
    }
    Comparison comparison = new Comparison(first, files);
    boolean told = false;
    while (true) {
      if (node != null) {
        SortedMap<String, Reading> readings = read(node);
        if (!told) {
          report.printNode(node, readings);
          told = true;
        }
        comparison.cluster(readings);
      }
      if (comparison.isSettled() || System.nanoTime() - began >= options.patience().toNanos()) {
        break;
      }
      Thread.sleep(PAUSE.toMillis());
      comparison.log(LogState.read(log));
      if (comparison.isSettled()) {
        break;
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return report.print(comparison, node, files, took);
  }

  /** The cluster that was named, or the only one that there is. */
  private static String cluster(ReconcileOptions options, UrlSource source)
      throws EventLogException, IOException, ReconcileOptions.Unclear {
    String named = options.cluster();
    if (named != null) {
      return named;
    }
    SortedSet<String> found;
    if (options.directories().isEmpty()) {
      try (EventLog.Session session = new EventLog(source, "").connectToRead()) {
        found = session.clusters();
      }
    } else {
      found = FilesState.read(options.directories(), null).clusters();
    }
    if (found.size() == 1) {
      return found.first();
    }
    throw new ReconcileOptions.Unclear(
        found.isEmpty()
            ? "No cluster has left anything there: name one with --cluster, or check --data-dir"
            : "Several clusters are there: name one with --cluster, of "
                + String.join(", ", found));
  }

  private static @Nullable Remote node(ReconcileOptions options) throws IOException {
    if (options.node() == null) {
      return null;
    }
    Path file = options.authorizationFile();
    return new Remote(options.node(), file == null ? null : Files.readString(file).strip());
  }

  private static SortedMap<String, Reading> read(Remote node) throws IOException {
    SortedMap<String, Reading> readings = new TreeMap<>();
    try {
      for (Reading reading : node.all()) {
        readings.put(reading.name(), reading);
      }
    } catch (IOException e) {
      throw new IOException(
          "the node at %s: %s"
              .formatted(node.label(), e.getMessage() == null ? e.toString() : e.getMessage()),
          e);
    }
    return readings;
  }
}
