package io.footfall.inspect;

import io.footfall.count.BucketFile;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.GenerationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What data directories hold: of each identity the highest sums of any of their files. Used by one
 * thread.
 */
final class FilesState {

  /**
   * What files hold of an identity.
   *
   * @param node the display name, or empty
   * @param place where its own bucket file is; null if only journals speak of it
   * @param holder part of a sentence, as in "in use by process 17"
   * @param sums by counter
   * @param asOf when the newest file was written, or read where it is that of a process
   */
  record Part(
      String node, @Nullable Path place, String holder, Map<String, Sum> sums, Instant asOf) {

    boolean inUse() {
      return holder.startsWith("in use");
    }

    private Part max(Part other) {
      Map<String, Sum> higher = new HashMap<>(sums);
      other.sums.forEach((counter, sum) -> higher.merge(counter, sum, Sum::max));
      Part own = place != null || other.place == null ? this : other;
      return new Part(
          node.isEmpty() ? other.node : node,
          own.place,
          own.holder,
          higher,
          asOf.isAfter(other.asOf) ? asOf : other.asOf);
    }
  }

  private final Map<Identity, Part> identities = new LinkedHashMap<>();
  private final SortedSet<String> clusters = new TreeSet<>();
  private final List<String> unread = new ArrayList<>();
  private final Map<Path, Integer> undelivered = new LinkedHashMap<>();
  private final @Nullable String cluster;

  private FilesState(@Nullable String cluster) {
    this.cluster = cluster;
  }

  /**
   * Reads directories.
   *
   * @param cluster whose counts; null for all
   */
  static FilesState read(List<Path> directories, @Nullable String cluster) throws IOException {
    FilesState state = new FilesState(cluster);
    for (Path directory : directories) {
      for (Path place : Places.below(directory)) {
        state.add(place);
      }
    }
    return state;
  }

  private void add(Path place) throws IOException {
    for (Path file : Places.list(place)) {
      if (Places.isGeneration(Places.name(file))) {
        addGeneration(place, file);
      }
    }
    Path buckets = place.resolve(BucketFile.NAME);
    if (Files.exists(buckets)) {
      addBuckets(place, buckets);
    }
  }

  private void addGeneration(Path place, Path file) throws IOException {
    GenerationReport report;
    try {
      report = GenerationReport.read(file);
    } catch (NoSuchFileException e) {
      return; // The next generation has taken its place.
    }
    Generation generation = report.generation();
    if (generation == null) {
      unread.add(file + " (" + report.problem() + ")");
    } else if (isMeant(generation.cluster())) {
      if (!generation.rows().isEmpty()) {
        undelivered.merge(place, generation.rows().size(), Math::max);
      }
      Instant asOf = Instant.ofEpochMilli(generation.wallMillis());
      for (Tally tally : generation.tallies()) {
        put(tally.identity(), new Part(tally.node(), null, "", sums(tally.sums()), asOf));
      }
    }
  }

  private void addBuckets(Path place, Path file) throws IOException {
    String holder = Holder.of(place.resolve("lock"));
    Instant asOf =
        holder.startsWith("in use") ? Instant.now() : Files.getLastModifiedTime(file).toInstant();
    try {
      BucketFile.Contents contents = BucketFile.read(file);
      if (isMeant(contents.cluster())) {
        put(contents.identity(), new Part("", place, holder, sums(contents.sums()), asOf));
      }
    } catch (BucketFile.NotContinued | InternalError e) {
      unread.add(file + " (" + e.getMessage() + ")");
    }
  }

  private boolean isMeant(String name) {
    clusters.add(name);
    return cluster == null || cluster.equals(name);
  }

  private void put(Identity identity, Part part) {
    identities.merge(identity, part, Part::max);
  }

  private static Map<String, Sum> sums(Sums sums) {
    Map<String, Sum> named = new HashMap<>();
    for (int i = 0; i < sums.size(); i++) {
      String name = sums.name(i);
      if (name != null) {
        named.merge(name, new Sum(sums.increments(i), sums.decrements(i)), Sum::max);
      }
    }
    return named;
  }

  /** By identity, in the order in which they were found. */
  Map<Identity, Part> identities() {
    return identities;
  }

  /** The clusters whose files were met, whether or not they are meant. */
  SortedSet<String> clusters() {
    return clusters;
  }

  /** Files that are damaged or of a newer version. */
  List<String> unread() {
    return unread;
  }

  /** By place, how many rows wait there for the log, as of the last slot. */
  Map<Path, Integer> undelivered() {
    return undelivered;
  }
}
