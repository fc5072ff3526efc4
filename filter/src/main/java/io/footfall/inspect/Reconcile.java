package io.footfall.inspect;

import io.footfall.Reading;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
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
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

  private static final int TOP = 20;
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
      err.println(plain(String.valueOf(e.getMessage())));
      err.print(HELP);
      return UNREAD;
    }
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader driver = driver(options.driver(), before)) {
      Thread.currentThread().setContextClassLoader(driver);
      return compare(options);
    } catch (EventLogException e) {
      err.println(
          plain(
              "The event log at %s cannot be read: %s%s"
                  .formatted(
                      source(options).label(),
                      e.getMessage(),
                      String.valueOf(e.getMessage()).contains("no JDBC driver")
                          ? "; or name its JAR with --driver"
                          : "")));
      return UNREAD;
    } catch (IOException e) {
      err.println(plain("Not everything can be read: " + e.getMessage()));
      return UNREAD;
    } catch (ReconcileOptions.Unclear e) {
      err.println(plain(String.valueOf(e.getMessage())));
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
    printLog(source.label(), cluster, first);
    FilesState files = null;
    if (!options.directories().isEmpty()) {
      files = FilesState.read(options.directories(), cluster);
      printFiles(options, files);
    }
    Comparison comparison = new Comparison(first, files);
    boolean told = false;
    while (true) {
      if (node != null) {
        SortedMap<String, Reading> readings = read(node);
        if (!told) {
          printNode(node, readings);
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
    return print(options, comparison, node, files, took);
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

  private void printLog(String label, String cluster, LogState log) {
    Instant newest = log.newest();
    line(
        "log      %s, cluster %s: %d counters of %d identities, read %s; %s"
            .formatted(
                label,
                cluster,
                log.totals().size(),
                log.identities().size(),
                log.readAt(),
                newest == null
                    ? "no slot in it"
                    : "the newest slot ended %s, %s before"
                        .formatted(newest, seconds(Duration.between(newest, log.readAt())))));
  }

  private void printNode(Remote node, SortedMap<String, Reading> readings) {
    Duration age = Duration.ZERO;
    long pending = 0;
    for (Reading reading : readings.values()) {
      age = reading.age().compareTo(age) > 0 ? reading.age() : age;
      pending += reading.pendingHere();
    }
    line(
        "cluster  %s: %d counters, read %s; the oldest part of a number was %s old, %d counts of this node were not confirmed"
            .formatted(node.label(), readings.size(), Instant.now(), seconds(age), pending));
  }

  private void printFiles(ReconcileOptions options, FilesState files) {
    line(
        "files    %s: %d identities"
            .formatted(
                String.join(", ", options.directories().stream().map(Path::toString).toList()),
                files.identities().size()));
    files
        .identities()
        .forEach(
            (identity, part) -> {
              Path place = part.place();
              line(
                  "  %s%s: %s, as of %s"
                      .formatted(
                          identity,
                          named(part.node()),
                          place == null
                              ? "in other nodes' journals only"
                              : place + (part.holder().isEmpty() ? "" : ", " + part.holder()),
                          part.asOf()));
            });
    files
        .undelivered()
        .forEach(
            (place, rows) ->
                line("  %s: %d rows wait for the log, as of its last slot".formatted(place, rows)));
    files.unread().forEach(file -> line("  not read: " + file + "; see inspect"));
  }

  private int print(
      ReconcileOptions options,
      Comparison comparison,
      @Nullable Remote node,
      @Nullable FilesState files,
      Duration took)
      throws IOException {
    List<Comparison.Apart> apart = comparison.apart();
    List<Comparison.Beyond> beyond = comparison.beyond();
    int most = options.all() ? Integer.MAX_VALUE : TOP;
    out.println();
    for (Comparison.Apart one : apart.subList(0, Math.min(most, apart.size()))) {
      printApart(one, comparison.last(), node, files);
    }
    more(apart.size(), most);
    for (Comparison.Beyond one : beyond.subList(0, Math.min(most, beyond.size()))) {
      printBeyond(one, files);
    }
    more(beyond.size(), most);
    boolean differ = !apart.isEmpty() || !beyond.isEmpty();
    if (comparison.clusterRead()) {
      line(
          "log and cluster: %d of %d counters differ, %d are equal, %d were counted on meanwhile and differ by no more%s"
              .formatted(
                  apart.size(),
                  apart.size() + comparison.equal() + comparison.within().size(),
                  comparison.equal(),
                  comparison.within().size(),
                  grown(comparison)));
    }
    if (files != null) {
      line(
          beyond.isEmpty()
              ? "log and files: the log has reached what the files held"
              : "log and files: " + beyond.size() + " sums differ");
    }
    boolean unread = files != null && !files.unread().isEmpty();
    line(
        (differ ? "They differ" : unread ? "What could be read agrees" : "They agree")
            + ", after "
            + seconds(took)
            + (differ ? hint(options, took) : ""));
    return differ ? DIFFER : unread ? UNREAD : AGREE;
  }

  private static String grown(Comparison comparison) {
    return comparison.within().isEmpty()
        ? ""
        : " (by at most "
            + comparison.within().stream().mapToLong(comparison::grown).max().orElse(0)
            + " counts; hold the load to compare exactly)";
  }

  private static String hint(ReconcileOptions options, Duration took) {
    return took.compareTo(options.patience()) >= 0 && options.patience().toSeconds() < 60
        ? ": slots may not be over or delivered yet, so wait longer with --wait"
        : "";
  }

  private void more(int size, int most) {
    if (size > most) {
      line("… and " + (size - most) + " more; --all lists them");
    }
  }

  /** A counter, and whose part of it differs. */
  private void printApart(
      Comparison.Apart apart, LogState log, @Nullable Remote node, @Nullable FilesState files)
      throws IOException {
    long less = apart.cluster() - apart.log().value();
    line(
        "%s: log %d, cluster %d, so %d %s in the log"
            .formatted(
                apart.counter(),
                apart.log().value(),
                apart.cluster(),
                Math.abs(less),
                less > 0 ? "less" : "more"));
    Map<Identity, Long> parts = new LinkedHashMap<>();
    Map<Identity, String> names = new HashMap<>();
    Reading reading = node == null ? null : node.one(apart.counter());
    if (reading != null) {
      reading.nodes().forEach(share -> add(share, parts, names));
      reading.absent().forEach(share -> add(share, parts, names));
    }
    log.identities()
        .forEach(
            (identity, part) -> {
              if (part.sums().containsKey(apart.counter())) {
                parts.putIfAbsent(identity, 0L);
                names.putIfAbsent(identity, part.node());
              }
            });
    parts.forEach(
        (identity, value) -> {
          Sum logged = log.of(identity, apart.counter());
          if (logged.value() != value) {
            LogState.Part inLog = log.identities().get(identity);
            line(
                "  %s%s: log %d (%s), cluster %d%s"
                    .formatted(
                        identity,
                        named(names.getOrDefault(identity, "")),
                        logged.value(),
                        inLog == null || inLog.newest() == null
                            ? "never written: has its node an event log?"
                            : "last written for the slot that ended " + inLog.newest(),
                        value,
                        inFiles(files, identity, apart.counter())));
          }
        });
  }

  private static void add(
      Reading.Share share, Map<Identity, Long> parts, Map<Identity, String> names) {
    Identity identity = Identity.parse(share.identity());
    if (identity != null) {
      parts.put(identity, share.value());
      names.put(identity, share.node());
    }
  }

  private static String inFiles(@Nullable FilesState files, Identity identity, String counter) {
    FilesState.Part part = files == null ? null : files.identities().get(identity);
    return part == null ? "" : ", files " + part.sums().getOrDefault(counter, Sum.ZERO).value();
  }

  private void printBeyond(Comparison.Beyond beyond, @Nullable FilesState files) {
    FilesState.Part part = files == null ? null : files.identities().get(beyond.identity());
    if (part == null) {
      return;
    }
    String reason;
    if (beyond.ahead() && part.inUse()) {
      reason = "more than its process has counted: something else has written to the log";
    } else if (beyond.ahead()) {
      reason = "the files are older than the log: a copy, or restored from one";
    } else if (part.place() == null) {
      reason = "no node has delivered it yet, or none that runs has an event log";
    } else if (part.inUse()) {
      reason = "its process has not delivered it; see the trouble event-log of that node";
    } else {
      reason = "no process runs there: start one with this data-dir";
    }
    line(
        "%s of %s%s: log +%d -%d, files +%d -%d; %s"
            .formatted(
                beyond.counter(),
                beyond.identity(),
                named(part.node()),
                beyond.log().increments(),
                beyond.log().decrements(),
                beyond.files().increments(),
                beyond.files().decrements(),
                reason));
  }

  private static String named(String node) {
    return node.isEmpty() ? "" : ", node " + node;
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
  }

  private void line(String text) {
    out.println(plain(text));
  }

  /** What others have written must not steer the terminal. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", "\uFFFD");
  }
}
