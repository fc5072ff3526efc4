package io.footfall.inspect;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows what the files of a data directory say, and checks their checksums. It takes no lock,
 * changes nothing, and works while processes count in the directory.
 *
 * <pre>
 * java -jar footfall-filter.jar inspect DATA-DIR
 * </pre>
 *
 * <p>Exits with 0 when everything it read is sound, with 1 when something is damaged or could not
 * be read, and with 2 when the arguments make no sense.
 */
final class Inspect {

  /** Everything that was read is sound. */
  static final int SOUND = 0;

  /** Something is damaged, or could not be read. */
  static final int DAMAGED = 1;

  /** The arguments make no sense. */
  static final int USAGE = 2;

  private static final String HELP =
      """
      usage: java -jar footfall-filter.jar inspect [--all] DATA-DIR

      Shows what Footfall's files in a data directory say: identity, sums, sequences, footers, and
      what the cluster had not confirmed; and verifies their checksums. DATA-DIR is the setting
      data-dir, or any directory below it. Nothing is written, no lock is taken, and processes may
      count there meanwhile.

        --all    lists every counter, not only the twenty with the highest counts
        --help   prints this

      exit codes: 0 sound, 1 something is damaged or could not be read, 2 wrong arguments
      """;

  private Inspect() {}

  /**
   * Runs the tool.
   *
   * @return the exit code
   */
  static int run(List<String> args, PrintStream out, PrintStream err) {
    List<String> words = new ArrayList<>(args);
    if (words.contains("--help") || words.contains("-h")) {
      out.print(HELP);
      return SOUND;
    }
    boolean all = words.removeIf("--all"::equals);
    if (words.size() != 2 || !words.get(0).equals("inspect") || words.get(1).startsWith("-")) {
      err.print(HELP);
      return USAGE;
    }
    Path directory;
    try {
      directory = Path.of(words.get(1));
    } catch (InvalidPathException e) {
      err.println("\"" + words.get(1) + "\" is no path: " + e.getMessage());
      return USAGE;
    }
    if (!Files.isDirectory(directory)) {
      err.println(
          directory.toAbsolutePath()
              + " is no directory that can be read: name the data-dir of a deployment, as the log"
              + " and the attribute Directory tell it");
      return USAGE;
    }
    try {
      List<Path> places = Places.below(directory);
      if (places.isEmpty()) {
        err.println(
            "There are no files of Footfall in "
                + directory.toAbsolutePath()
                + " or below it: name the data-dir of a deployment, as the log and the attribute"
                + " Directory tell it");
        return USAGE;
      }
      return show(places, all, out);
    } catch (IOException e) {
      err.println(directory.toAbsolutePath() + " cannot be listed: " + e);
      return DAMAGED;
    }
  }

  private static int show(List<Path> places, boolean all, PrintStream out) {
    Findings findings = new Findings();
    for (Path place : places) {
      new PlaceReport(place, all ? Integer.MAX_VALUE : PlaceReport.TOP, findings, out).print();
      out.println();
    }
    out.println(
        findings.files()
            + (findings.files() == 1 ? " file in " : " files in ")
            + places.size()
            + (places.size() == 1 ? " directory" : " directories")
            + (findings.problems().isEmpty() ? ": all sound" : ":"));
    findings.problems().forEach(problem -> out.println("  " + problem));
    findings.notes().forEach(note -> out.println("  note: " + note));
    return findings.problems().isEmpty() ? SOUND : DAMAGED;
  }
}
