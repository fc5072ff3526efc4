package io.footfall.flow;

import io.footfall.count.BucketFile;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the directory that a deployment counts in, and decides whether the identity there is
 * continued.
 *
 * <p>It is continued only where it is certain that the files are exact as they stand; anything else
 * means a fresh identity with fresh files. The old ones are moved into a directory of their own,
 * read, and published under the old identity. Nothing is repaired in place.
 */
final class Opening {

  private static final System.Logger LOG = System.getLogger("io.footfall.opening");

  static final String RESIDUE = "residue-";

  /** What residue directories are called once the cluster has confirmed what they say. */
  static final String PUBLISHED = "published-";

  /** More deployments than this do not share a machine and a directory. */
  private static final int MAX_NUMBER = 1_000;

  /** After so many directories that could be neither used nor passed over, the heap it is. */
  private static final int MAX_FAILURES = 3;

  private final EngineOptions options;
  private final Health health;
  private final Clock clock;
  private final Surroundings around;

  Opening(EngineOptions options, Health health, Surroundings around) {
    this.options = options;
    this.health = health;
    this.clock = around.clock();
    this.around = around;
  }

  /** Opens the first directory that is free, or counts in the heap if none can be had. */
  Home open() {
    IOException failure = null;
    Path failed = null;
    try {
      Files.createDirectories(options.directory());
      int failures = 0;
      for (int number = 1; number <= MAX_NUMBER && failures < MAX_FAILURES; number++) {
        Path directory = options.directory().resolve(String.valueOf(number));
        try {
          Home home = open(directory);
          if (home != null) {
            if (failed != null) {
              health.failedOnce(
                  "passed over " + failed,
                  "The directory %s cannot be used, and %s is taken instead: look at its rights and files, or delete it if its counts are not needed"
                      .formatted(failed, directory),
                  failure);
            }
            return home;
          }
        } catch (IOException e) {
          failures++;
          failed = failed == null ? directory : failed;
          failure = failure == null ? e : failure;
        } catch (RuntimeException | InternalError e) {
          // A page that the disk cannot give is an InternalError. Whatever it is, the application
          // starts.
          failures++;
          failed = failed == null ? directory : failed;
          failure =
              failure == null ? new IOException(directory + " cannot be used: " + e, e) : failure;
        }
      }
      if (failure == null) {
        failure =
            new IOException("all of its directories 1 to " + MAX_NUMBER + " are held by others");
      }
    } catch (FileAlreadyExistsException e) {
      failure = new IOException(e.getFile() + " is not a directory", e);
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException(options.directory() + " cannot be used: " + e, e);
    }
    return inHeap(failure);
  }

  private Home inHeap(IOException failure) {
    health.failed(
        Trouble.DATA_DIR,
        "The data directory %s cannot be used, so what this node counts is kept in memory and in the cluster only: set footfall.data-dir to a directory on a local disk that this process may write to, with %d MB free, and restart"
            .formatted(options.directory(), megabytesNeeded()),
        failure);
    return new Home(
        Buckets.inHeap(around.processors(), options.maxCounters(), Identity.fresh(around.random())),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  private long megabytesNeeded() {
    long mapped = BucketFile.bytesFor(around.processors(), options.maxCounters());
    return (mapped >> 20) + 16;
  }

  private @Nullable Home open(Path directory) throws IOException {
    Files.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.tryLock(directory);
    if (lock == null) {
      return null;
    }
    boolean kept = false;
    try {
      String stranger = stranger(directory);
      if (stranger != null) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The directory {0} is left alone, and another is taken: {1}",
            directory,
            stranger);
        return null;
      }
      Home home = open(directory, lock);
      kept = true;
      return home;
    } finally {
      if (!kept) {
        lock.close();
      }
    }
  }

  /** Why a directory is somebody else's although nobody holds it, or null. */
  private @Nullable String stranger(Path directory) throws IOException {
    Path file = directory.resolve(BucketFile.NAME);
    String cluster = options.cluster().cluster();
    if (Files.exists(file)) {
      String owner = BucketFile.clusterOf(file);
      if (owner != null && !owner.equals(cluster)) {
        return "it was counted in for the cluster " + owner + ", and this one is " + cluster;
      }
    }
    for (String name : Stored.JOURNALS) {
      Journal.Found found = Journal.read(directory, name);
      if (found.newer()) {
        return "a newer version of Footfall wrote its journal";
      }
      Generation newest = found.newest();
      if (newest != null && !newest.cluster().equals(cluster)) {
        return "its journal is of the cluster " + newest.cluster() + ", and this one is " + cluster;
      }
    }
    return BucketFile.isNewer(file) ? "a newer version of Footfall wrote it" : null;
  }

  private Home open(Path directory, DirectoryLock lock) throws IOException {
    BucketFile.Terms terms =
        new BucketFile.Terms(
            options.cluster().cluster(),
            around.boot(),
            lock.changed(),
            around.processors(),
            options.maxCounters());
    Buckets buckets =
        Files.exists(directory.resolve(BucketFile.NAME)) ? reopen(directory, terms) : null;
    if (buckets == null) {
      moveAside(directory);
      buckets = BucketFile.create(directory, terms, clock, Identity.fresh(around.random()));
    }
    Tally written = written(directory, buckets);
    Journal journal = openJournal(directory, Stored.OWN);
    Journal historyJournal = openJournal(directory, Stored.HISTORY);
    List<Home.Residue> residues = residues(directory);
    Map<Object, Tally> seeds = new LinkedHashMap<>();
    for (Home.Residue residue : residues) {
      residue.tallies().forEach(tally -> seeds.merge(tally.identity(), tally, Stored::max));
    }
    for (String name : List.of(Stored.ABSENT, Stored.PRESENT)) {
      Generation others = Journal.read(directory, name).newest();
      if (others != null) {
        others.tallies().forEach(tally -> seeds.merge(tally.identity(), tally, Stored::max));
      }
    }
    Journal absentJournal = openJournal(directory, Stored.ABSENT);
    Journal presentJournal = openJournal(directory, Stored.PRESENT);
    seeds.remove(buckets.identity());
    return new Home(
        buckets,
        directory,
        lock,
        journal,
        absentJournal,
        presentJournal,
        historyJournal,
        written,
        List.copyOf(seeds.values()),
        residues);
  }

  /** The buckets of the file that is there, or null if it must not be counted in any more. */
  private @Nullable Buckets reopen(Path directory, BucketFile.Terms terms) throws IOException {
    String reason;
    boolean damaged;
    try {
      Buckets buckets = BucketFile.reopen(directory, terms);
      Tally written = written(directory, buckets);
      if (written == null || buckets.snapshot().reaches(written.sums())) {
        return buckets;
      }
      reason = "it holds less than its journal";
      damaged = true;
    } catch (BucketFile.NotContinued e) {
      reason = String.valueOf(e.getMessage());
      damaged = e.isDamaged();
    }
    String sentence =
        "The counts in %s are published under their old identity, and this process takes a fresh one: %s"
            .formatted(directory.resolve(BucketFile.NAME), reason);
    if (damaged) {
      health.failedOnce("damaged " + directory, sentence, null);
    } else {
      LOG.log(System.Logger.Level.INFO, sentence);
    }
    return null;
  }

  /** What the journals say of an identity that goes on, or null if nothing. */
  private static @Nullable Tally written(Path directory, Buckets buckets) throws IOException {
    Tally written = null;
    for (String name : List.of(Stored.OWN, Stored.HISTORY)) {
      Generation newest = Journal.read(directory, name).newest();
      for (Tally tally : newest == null ? List.<Tally>of() : newest.tallies()) {
        if (tally.identity().equals(buckets.identity())) {
          written = written == null ? tally : written.max(tally);
        }
      }
    }
    return written;
  }

  private Journal openJournal(Path directory, String name) throws IOException {
    Journal.Found found = Journal.open(directory, name, clock.wallMillis());
    for (Journal.Found.Bad bad : found.damaged()) {
      health.failedOnce(
          "damaged " + bad.file(),
          "A journal file was not sound and is kept as %s for you to look at: %s"
              .formatted(bad.file(), bad.reason()),
          null);
    }
    return Journal.after(directory, name, found);
  }

  /** Moves whatever earlier identities left into a new directory beside. */
  private void moveAside(Path directory) throws IOException {
    List<String> names = Stored.fileNames();
    names.removeIf(name -> !Files.exists(directory.resolve(name)));
    if (names.isEmpty()) {
      return;
    }
    Path residue = Files.createTempDirectory(directory, RESIDUE + clock.wallMillis() + "-");
    for (String name : names) {
      Files.move(directory.resolve(name), residue.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private List<Home.Residue> residues(Path directory) throws IOException {
    List<Home.Residue> residues = new ArrayList<>();
    for (Path residue : named(directory, RESIDUE)) {
      Stored stored = Stored.read(residue, options.cluster().cluster(), options.slots());
      stored.problems().forEach(problem -> health.failedOnce(problem, problem, null));
      residues.add(new Home.Residue(residue, stored.tallies(), stored.unread()));
    }
    return residues;
  }

  /** The directories in a directory whose names begin in this way, the oldest first. */
  static List<Path> named(Path directory, String beginning) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .filter(path -> path.getFileName().toString().startsWith(beginning))
          .filter(Files::isDirectory)
          .sorted(Comparator.comparing(path -> path.getFileName().toString()))
          .toList();
    }
  }
}
