package io.footfall.flow;

import io.footfall.count.Buckets;
import io.footfall.count.Tally;
import io.footfall.journal.Journal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one deployment counts: its buckets and, if a directory could be had, what it holds there.
 *
 * @param buckets where requests are counted
 * @param directory the numbered directory, or null if the buckets are in the heap
 * @param lock on the directory, or null
 * @param journal of this identity's own sums, or null
 * @param absentJournal of the sums of absent identities, or null
 * @param presentJournal of the sums of present identities, or null
 * @param historyJournal of this identity's own history, or null
 * @param written what the journals say of this identity itself, or null
 * @param seeds what the files say of other identities
 * @param residues directories with files that were not continued, to be set aside once what they
 *     say is confirmed by the cluster
 */
record Home(
    Buckets buckets,
    @Nullable Path directory,
    @Nullable DirectoryLock lock,
    @Nullable Journal journal,
    @Nullable Journal absentJournal,
    @Nullable Journal presentJournal,
    @Nullable Journal historyJournal,
    @Nullable Tally written,
    List<Tally> seeds,
    List<Residue> residues) {

  Home {
    seeds = List.copyOf(seeds);
    residues = List.copyOf(residues);
  }

  /**
   * Files of earlier identities.
   *
   * @param directory where they are
   * @param tallies what they say
   * @param unread whether there may be more, that could not be read now
   */
  record Residue(Path directory, List<Tally> tallies, boolean unread) {
    Residue {
      tallies = List.copyOf(tallies);
    }
  }
}
