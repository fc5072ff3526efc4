package io.footfall.flow;

import io.footfall.count.BucketFile;
import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.SlotPlan;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.count.Tier;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a directory say was counted, read by max and without changing anything.
 *
 * @param tallies one for each identity that the files know
 * @param problems what could not be read, one sentence each
 * @param newer whether a newer version of Footfall wrote some of it
 * @param unread whether some of it may be sound and could not be read now, by this version
 */
record Stored(List<Tally> tallies, List<String> problems, boolean newer, boolean unread) {

  /** The first part of the names of the files with this node's own sums. */
  static final String OWN = "journal";

  /** The first part of the names of the files with this node's own history. */
  static final String HISTORY = "history";

  /** The first part of the names of the files with the sums of absent identities. */
  static final String ABSENT = "absent";

  /** The first part of the names of the files with the sums of other nodes that are present. */
  static final String PRESENT = "present";

  /** All of these. */
  static final List<String> JOURNALS = List.of(OWN, HISTORY, ABSENT, PRESENT);

  /** The names of all files in which counts are stored. */
  static List<String> fileNames() {
    List<String> names = new ArrayList<>(List.of(BucketFile.NAME));
    JOURNALS.forEach(name -> names.addAll(Journal.fileNames(name)));
    return names;
  }

  /**
   * Reads one directory.
   *
   * @param cluster the name of the cluster; what was counted for another is passed over
   * @param plan which counters have a history
   */
  static Stored read(Path directory, String cluster, SlotPlan plan) {
    Reader reader = new Reader(cluster);
    JOURNALS.forEach(name -> reader.readJournal(directory, name));
    reader.readBuckets(directory.resolve(BucketFile.NAME), plan);
    // Within one directory a place means one counter, whether or not its name could be read;
    // beyond it only names do.
    List<Tally> tallies = reader.tallies.values().stream().map(Stored::named).toList();
    return new Stored(tallies, reader.problems, reader.newer, reader.unread || reader.newer);
  }

  private static Tally named(Tally tally) {
    return new Tally(
        tally.identity(),
        tally.node(),
        tally.incarnation(),
        tally.sequence(),
        tally.sums().named(),
        tally.rings());
  }

  private static final class Reader {
    private final String cluster;
    private final Map<Identity, Tally> tallies = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private boolean newer;
    private boolean unread;

    Reader(String cluster) {
      this.cluster = cluster;
    }

    void readBuckets(Path file, SlotPlan plan) {
      if (!Files.exists(file)) {
        return;
      }
      try {
        BucketFile.Contents contents = BucketFile.read(file);
        if (contents.damagedRecords() > 0) {
          problems.add(
              "%s has %d counters whose names are damaged: what they held since the last journal generation is lost"
                  .formatted(file, contents.damagedRecords()));
        }
        if (contents.cluster().equals(cluster)) {
          Tally journaled = tallies.get(contents.identity());
          Rings rings = begun(contents.sums(), journaled, plan);
          add(
              new Tally(
                  contents.identity(), "", contents.incarnation(), 0, contents.sums(), rings));
        }
      } catch (BucketFile.NotContinued e) {
        problems.add("%s cannot be read: %s".formatted(file, e.getMessage()));
        newer |= e.isNewer();
      } catch (IOException | RuntimeException | InternalError e) {
        // A page that the disk cannot give is an InternalError.
        problems.add("%s cannot be read: %s".formatted(file, e));
        unread = true;
      }
    }

    void readJournal(Path directory, String name) {
      try {
        Journal.Found found = Journal.read(directory, name);
        newer |= found.newer();
        for (Journal.Found.Bad bad : found.damaged()) {
          problems.add("%s cannot be read: %s".formatted(bad.file(), bad.reason()));
        }
        Generation newest = found.newest();
        if (newest != null && newest.cluster().equals(cluster)) {
          newest.tallies().forEach(this::add);
        }
      } catch (IOException e) {
        problems.add("The journal in %s cannot be read: %s".formatted(directory, e));
        unread = true;
      }
    }

    /**
     * A history without a slot for each counter that has none yet: what was counted for the first
     * time since the last tick is to be put into one.
     */
    private static Rings begun(Sums sums, @Nullable Tally journaled, SlotPlan plan) {
      List<Ring> begun = new ArrayList<>();
      for (int i = 0; i < sums.size() && begun.size() < SlotPlan.MAX_COUNTERS; i++) {
        String name = sums.name(i);
        Sum base = journaled == null || name == null ? Sum.ZERO : journaled.sums().of(name);
        boolean grown =
            base.increments() < sums.increments(i) || base.decrements() < sums.decrements(i);
        if (name == null || !grown || !plan.names(name)) {
          continue;
        }
        for (Tier tier : plan.tiers()) {
          if (journaled == null || journaled.rings().ring(name, tier.seconds()) == null) {
            begun.add(Ring.begin(name, i, tier, base, 0));
          }
        }
      }
      return Rings.none().with(begun);
    }

    private void add(Tally tally) {
      if (tally.sums().total() > 0 || !tally.rings().isEmpty()) {
        tallies.merge(tally.identity(), tally, Stored::max);
      }
    }
  }

  /** The higher of each sum, under the display name that one of them knows. */
  static Tally max(Tally a, Tally b) {
    Tally merged = a.max(b);
    String node = !merged.node().isEmpty() ? merged.node() : a.node() + b.node();
    return new Tally(
        merged.identity(),
        node,
        merged.incarnation(),
        merged.sequence(),
        merged.sums(),
        merged.rings());
  }
}
