package io.footfall.inspect;

import io.footfall.count.BucketFile;
import io.footfall.count.BucketReport;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.GenerationReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Prints what the files of one directory say. Used once. */
final class PlaceReport {

  /** How many counters are listed where not all are wanted. */
  static final int TOP = 20;

  private static final String LOCK = "lock";
  private static final String OWN = "journal-";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path place;
  private final int top;
  private final Findings findings;
  private final PrintStream out;

  /** The newest sound generation of the directory's own counts. */
  private @Nullable Generation own;

  PlaceReport(Path place, int top, Findings findings, PrintStream out) {
    this.place = place;
    this.top = top;
    this.findings = findings;
    this.out = out;
  }

  void print() {
    String name = Places.name(place);
    String state;
    if (name.startsWith("residue-")) {
      state = "set aside; no part of it counts as confirmed until it is called published-…";
    } else if (name.startsWith("published-")) {
      state = "set aside; the cluster has confirmed it";
    } else {
      state = Holder.of(place.resolve(LOCK));
    }
    out.println(place + ": " + state);
    List<Path> files;
    try {
      files = Places.list(place);
    } catch (IOException e) {
      problem(place, "cannot be listed: " + e);
      return;
    }
    // The journal before the buckets: what is counted meanwhile is then in the buckets only.
    for (Path file : files) {
      String last = Places.name(file);
      if (Places.isGeneration(last)) {
        printGeneration(file, false);
      } else if (Places.isCorrupt(last)) {
        printGeneration(file, true);
      } else if (Places.isUnfinished(last)) {
        out.println("  " + last + ": in the making, or left by a crash; nothing reads it");
      }
    }
    Path buckets = place.resolve(BucketFile.NAME);
    if (Files.exists(buckets)) {
      printBuckets(buckets, name);
    }
  }

  private void printGeneration(Path file, boolean setAside) {
    String last = Places.name(file);
    GenerationReport report;
    try {
      report = GenerationReport.read(file);
    } catch (NoSuchFileException e) {
      out.println("  " + last + ": gone while the directory was read");
      return;
    } catch (IOException e) {
      problem(file, "cannot be read: " + e);
      return;
    }
    findings.file();
    Generation generation = report.generation();
    if (generation == null) {
      String reason = Objects.requireNonNullElse(report.problem(), "it cannot be read");
      if (report.newer()) {
        note(file, reason + "; use that version");
      } else {
        problem(file, (setAside ? "set aside: " : "damaged: ") + reason);
      }
      return;
    }
    out.println(
        "  %s: sound, format %d, %d bytes, both checksums are right"
            .formatted(last, report.format(), report.bytes()));
    out.println(
        "    footer: sequence %d, written %s, cluster %s, %d records (%s)"
            .formatted(
                generation.sequence(),
                Instant.ofEpochMilli(generation.wallMillis()),
                plain(generation.cluster()),
                report.records().values().stream().mapToInt(Integer::intValue).sum(),
                report.records().entrySet().stream()
                    .map(kind -> kind.getValue() + " " + nameOf(kind.getKey()))
                    .collect(Collectors.joining(", "))));
    boolean isOwn = last.startsWith(OWN) && !setAside;
    for (Tally tally : generation.tallies()) {
      out.println(
          "    identity %s, node %s, incarnation %d, sequence %d: %d counters, %d counts"
              .formatted(
                  tally.identity(),
                  plain(tally.node()),
                  tally.incarnation(),
                  tally.sequence(),
                  named(tally.sums()),
                  tally.sums().total()));
      printSums(tally.sums());
    }
    if (isOwn && (own == null || own.sequence() < generation.sequence())) {
      own = generation;
    }
  }

  private static String nameOf(int kind) {
    String name = GenerationReport.nameOf(kind);
    return name != null ? name : "of kind " + kind + ", which this version does not know";
  }

  private void printBuckets(Path file, String place) {
    BucketReport report;
    try {
      report = BucketReport.read(file, boot(), lockChanged());
    } catch (NoSuchFileException e) {
      out.println("  " + BucketFile.NAME + ": gone while the directory was read");
      return;
    } catch (BucketFile.NotContinued e) {
      findings.file();
      if (e.isNewer()) {
        note(file, e.getMessage() + "; use that version");
      } else {
        problem(file, "damaged: " + e.getMessage());
      }
      return;
    } catch (IOException | RuntimeException | InternalError e) {
      // A page that the disk cannot give is an InternalError.
      problem(file, "cannot be read: " + e);
      return;
    }
    findings.file();
    BucketFile.Contents contents = report.contents();
    Sums sums = contents.sums();
    out.println(
        "  %s: %s, format %d, %d bytes"
            .formatted(
                BucketFile.NAME,
                report.damage().isEmpty() ? "sound" : "damaged",
                report.format(),
                report.bytes()));
    out.println(
        "    identity %s, incarnation %d, cluster %s, made %s, %d stripes, room for %d counters"
            .formatted(
                contents.identity(),
                contents.incarnation(),
                plain(contents.cluster()),
                Instant.ofEpochMilli(report.createdMillis()),
                report.stripes(),
                report.capacity()));
    out.println("    %d counters, %d counts".formatted(named(sums), sums.total()));
    printSums(sums);
    report.damage().forEach(damage -> problem(file, "damaged: " + damage));
    compare(file, contents);
    if (!isSetAside(place)) {
      printFuture(report);
    }
  }

  private static boolean isSetAside(String place) {
    return place.startsWith("residue-") || place.startsWith("published-");
  }

  private void compare(Path file, BucketFile.Contents contents) {
    Generation newest = own;
    Sums journaled = newest == null ? null : ofIdentity(newest, contents.identity());
    if (newest == null || journaled == null) {
      out.println("    unconfirmed: not known, there is no journal of this identity");
      return;
    }
    if (!contents.sums().reaches(journaled)) {
      problem(file, "damaged: it holds less than its journal");
    }
    out.println(
        "    unconfirmed: at most %d of %d counts; the cluster had confirmed %d when the journal was last written, at %s"
            .formatted(
                Math.max(0, contents.sums().total() - newest.committed()),
                contents.sums().total(),
                newest.committed(),
                Instant.ofEpochMilli(newest.wallMillis())));
  }

  private static @Nullable Sums ofIdentity(Generation generation, Identity identity) {
    for (Tally tally : generation.tallies()) {
      if (tally.identity().equals(identity)) {
        return tally.sums();
      }
    }
    return null;
  }

  private void printFuture(BucketReport report) {
    String doubt = report.retired() ? "another process was seen to write under it" : report.doubt();
    if (!report.damage().isEmpty()) {
      doubt = "it is damaged";
    }
    out.println(
        doubt == null
            ? "    the next start in this place goes on under this identity"
            : "    the next start in this place takes a fresh identity, and publishes this one: "
                + doubt);
  }

  private void printSums(Sums sums) {
    List<Integer> order = new ArrayList<>();
    IntStream.range(0, sums.size()).filter(i -> sums.name(i) != null).forEach(order::add);
    order.sort(
        Comparator.comparing((Integer i) -> -(sums.increments(i) + sums.decrements(i)))
            .thenComparing(i -> Objects.requireNonNullElse(sums.name(i), "")));
    for (int i : order.subList(0, Math.min(top, order.size()))) {
      out.println(
          "      %s = %d  (+%d -%d)"
              .formatted(
                  plain(Objects.requireNonNullElse(sums.name(i), "")),
                  sums.increments(i) - sums.decrements(i),
                  sums.increments(i),
                  sums.decrements(i)));
    }
    if (order.size() > top) {
      out.println("      … and " + (order.size() - top) + " more; --all lists them");
    }
  }

  private static int named(Sums sums) {
    return (int) IntStream.range(0, sums.size()).filter(i -> sums.name(i) != null).count();
  }

  private long lockChanged() {
    try {
      return BucketReport.changed(place.resolve(LOCK));
    } catch (IOException e) {
      return 0;
    }
  }

  private static String boot() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private void problem(Path file, String problem) {
    out.println("  " + Places.name(file) + ": " + plain(problem));
    findings.problem(file + ": " + plain(problem));
  }

  private void note(Path file, String note) {
    out.println("  " + Places.name(file) + ": " + plain(note));
    findings.note(file + ": " + plain(note));
  }

  /** What a damaged or forged file holds must not steer the terminal. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", "\uFFFD");
  }
}
