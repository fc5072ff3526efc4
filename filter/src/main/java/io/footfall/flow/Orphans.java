package io.footfall.flow;

import io.footfall.count.Clock;
import io.footfall.count.SlotPlan;
import io.footfall.count.Tally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds the directories beside this one that no process holds, and reads what was counted in them:
 * a process that died leaves behind what it counted since its last commit.
 *
 * <p>A directory is locked while it is read, no longer, so that its own process finds it free when
 * it returns. Its files are not touched. Used by one thread at a time.
 */
final class Orphans {

  private static final System.Logger LOG = System.getLogger("io.footfall.opening");

  private final Path parent;
  private final Path own;
  private final String cluster;
  private final SlotPlan plan;
  private final Clock clock;
  private final Consumer<Tally> found;

  /** By directory, how its files stood when they were last read. */
  private final Map<Path, String> read = new HashMap<>();

  /**
   * @param own the directory of this process
   * @param plan which counters have a history
   * @param found is given every tally that may be news
   */
  Orphans(Path own, String cluster, SlotPlan plan, Clock clock, Consumer<Tally> found) {
    this.parent = own.resolveSibling(".").normalize();
    this.own = own;
    this.cluster = cluster;
    this.plan = plan;
    this.clock = clock;
    this.found = found;
  }

  /**
   * Looks through the directories whose files have changed since the last time.
   *
   * @param bound after which no further directory is begun
   */
  void scan(Duration bound) {
    long started = clock.nanos();
    try (Stream<Path> paths = Files.list(parent)) {
      List<Path> siblings =
          paths
              .filter(path -> path.getFileName().toString().matches("[1-9][0-9]{0,3}"))
              .filter(path -> !path.equals(own))
              .filter(path -> Files.exists(path.resolve(DirectoryLock.NAME)))
              .sorted()
              .toList();
      for (Path sibling : siblings) {
        if (clock.nanos() - started > bound.toNanos()) {
          return;
        }
        look(sibling);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.DEBUG, "The directories beside " + own + " cannot be listed", e);
    }
  }

  private void look(Path sibling) {
    try {
      String state = state(sibling);
      if (state.equals(read.get(sibling))) {
        return;
      }
      List<Tally> tallies = new ArrayList<>();
      try (DirectoryLock lock = DirectoryLock.tryLock(sibling)) {
        if (lock == null) {
          return;
        }
        Stored stored = Stored.read(sibling, cluster, plan);
        tallies.addAll(stored.tallies());
        boolean whole = !stored.unread();
        for (Path residue : Opening.named(sibling, Opening.RESIDUE)) {
          stored = Stored.read(residue, cluster, plan);
          tallies.addAll(stored.tallies());
          whole &= !stored.unread();
        }
        if (whole) {
          read.put(sibling, state);
        }
      }
      if (!tallies.isEmpty()) {
        LOG.log(
            System.Logger.Level.INFO,
            "No process holds {0}: what was counted there is published for it",
            sibling);
      }
      tallies.forEach(found);
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.DEBUG, "The directory " + sibling + " cannot be read", e);
    }
  }

  private static String state(Path directory) throws IOException {
    StringBuilder state = new StringBuilder();
    for (String name : Stored.fileNames()) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        state.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file));
      }
      state.append('|');
    }
    return state.toString();
  }
}
