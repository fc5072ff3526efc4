package io.footfall.flow;

import io.footfall.cluster.ClusterView;
import io.footfall.cluster.Other;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a tick does besides its own counts, so that no other's are lost: journals what this node
 * owns of others, looks for directories that a dead process left behind, and sets aside the files
 * of its own predecessors once the cluster has what is in them. For the flush thread; before that
 * starts, for the thread that starts it.
 */
final class Chores {

  private static final Duration FIRST_SCAN_BOUND = Duration.ofSeconds(2);
  private static final Duration SCAN_BOUND = Duration.ofMillis(200);
  private static final Duration BETWEEN_SCANS = Duration.ofSeconds(60);

  /** What no numbered directory is called. */
  private static final String NO_NUMBER = "none";

  private final Home home;
  private final ClusterView view;
  private final JournalKeeper journal;
  private final PresentKeeper present;
  private final Publisher publisher;
  private final @Nullable EventLogKeeper eventLog;
  private final Residues residues;
  private final Orphans orphans;
  private final Clock clock;
  private final BooleanSupplier closed;

  /** Whose files were read while they still seemed to be in the cluster. */
  private final Set<Identity> unsettled = new LinkedHashSet<>();

  /** Whose files are to be set aside. */
  private final Set<Identity> residual = new LinkedHashSet<>();

  private long lastScanNanos;
  private int lastMembers = 1;

  Chores(
      EngineOptions options,
      Home home,
      ClusterView view,
      JournalKeeper journal,
      Publisher publisher,
      @Nullable EventLogKeeper eventLog,
      Health health,
      Clock clock,
      BooleanSupplier closed) {
    this.home = home;
    this.view = view;
    this.journal = journal;
    this.publisher = publisher;
    this.eventLog = eventLog;
    this.clock = clock;
    this.closed = closed;
    String cluster = options.cluster().cluster();
    Path directory = home.directory();
    present = new PresentKeeper(home, cluster, health, clock);
    residues =
        new Residues(directory == null ? options.directory() : directory, home.residues(), health);
    // Also where this process itself has no directory: what others left behind can be read.
    orphans =
        new Orphans(
            directory == null ? options.directory().resolve(NO_NUMBER) : directory,
            cluster,
            options.slots(),
            clock,
            this::adopt);
    for (Home.Residue residue : home.residues()) {
      for (Tally tally : residue.tallies()) {
        residual.add(tally.identity());
        settle(tally);
      }
    }
  }

  /** What comes before the threads, so that no total falls below what it was before a restart. */
  void prepare() {
    lastScanNanos = clock.nanos();
    orphans.scan(FIRST_SCAN_BOUND);
    residues.publish(publisher);
    // Whoever answers for these identities in the cluster now may never have heard of them.
    home.seeds().forEach(publisher::publish);
  }

  /** What a tick does. */
  void run() {
    settle();
    // Each is asked once, so that who goes at this moment is in one of the two.
    List<Other> here = new ArrayList<>();
    List<Other> gone = new ArrayList<>();
    publisher.owned().forEach(other -> (other.isPresent() ? here : gone).add(other));
    if (!residual.isEmpty()) {
      // What this node has put into slots for them is in no file yet, and they are not read again.
      view.others().stream()
          .filter(other -> residual.contains(other.identity()) && !other.isPresent())
          .filter(other -> !gone.contains(other))
          .forEach(gone::add);
    }
    if (journal.writeAbsent(gone)) {
      if (Collections.disjoint(residual, unsettled)) {
        residues.setAside();
      }
      present.write(here, closed.getAsBoolean());
    }
    int members = publisher.members();
    if (members < lastMembers || clock.nanos() - lastScanNanos > BETWEEN_SCANS.toNanos()) {
      orphans.scan(SCAN_BOUND);
      lastScanNanos = clock.nanos();
    }
    lastMembers = members;
  }

  private void adopt(Tally tally) {
    view.seed(tally);
    settle(tally);
    if (!tally.identity().equals(view.self())) {
      publisher.publish(tally);
      if (eventLog != null) {
        eventLog.adopt(tally);
      }
    }
  }

  private void settle(Tally dead) {
    unsettled.add(dead.identity());
    settle();
  }

  private void settle() {
    long time = TimeUnit.MILLISECONDS.toSeconds(clock.wallMillis());
    unsettled.removeIf(identity -> view.settle(identity, time));
  }
}
