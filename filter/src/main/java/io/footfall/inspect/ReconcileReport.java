package io.footfall.inspect;

import io.footfall.Reading;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.http.Remote;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Prints what was read, how fresh it was, and where it differs. Used by one thread. */
final class ReconcileReport {

  private static final int TOP = 20;

  private final ReconcileOptions options;
  private final PrintStream out;

  ReconcileReport(ReconcileOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  void printLog(String label, String cluster, LogState log) {
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

  void printNode(Remote node, SortedMap<String, Reading> readings) {
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

  void printFiles(FilesState files) {
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

  /**
   * Prints the differences.
   *
   * @return the exit code
   */
  int print(Comparison comparison, @Nullable Remote node, @Nullable FilesState files, Duration took)
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
            + (differ ? hint(took) : ""));
    return differ ? Reconcile.DIFFER : unread ? Reconcile.UNREAD : Reconcile.AGREE;
  }

  private static String grown(Comparison comparison) {
    return comparison.within().isEmpty()
        ? ""
        : " (by at most "
            + comparison.within().stream().mapToLong(comparison::grown).max().orElse(0)
            + " counts; hold the load to compare exactly)";
  }

  private String hint(Duration took) {
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
  static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", "\uFFFD");
  }
}
