package io.footfall.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The files of earlier identities of this directory: published until the cluster confirms them,
 * then set aside. The last few are kept for people to look at; what they said stays in the journal
 * of absent identities for good.
 */
final class Residues {

  private static final int KEPT = 3;

  private final Path directory;
  private final Health health;
  private final List<Pending> pending = new ArrayList<>();

  private record Pending(Home.Residue residue, AtomicInteger unconfirmed) {}

  Residues(Path directory, List<Home.Residue> residues, Health health) {
    this.directory = directory;
    this.health = health;
    residues.forEach(
        residue -> pending.add(new Pending(residue, new AtomicInteger(residue.tallies().size()))));
  }

  /** Begins to publish them. */
  void publish(Publisher publisher) {
    for (Pending one : pending) {
      one.residue()
          .tallies()
          .forEach(tally -> publisher.publish(tally, one.unconfirmed()::decrementAndGet));
    }
  }

  /** Sets aside what is confirmed. Runs on the flush thread, once the journal holds it too. */
  void setAside() {
    pending.removeIf(
        one ->
            one.unconfirmed().get() == 0
                && !one.residue().unread()
                && setAside(one.residue().directory()));
  }

  private boolean setAside(Path residue) {
    String name = residue.getFileName().toString().substring(Opening.RESIDUE.length());
    try {
      Files.move(
          residue,
          residue.resolveSibling(Opening.PUBLISHED + name),
          StandardCopyOption.ATOMIC_MOVE);
      List<Path> published = Opening.named(directory, Opening.PUBLISHED);
      for (Path old : published.subList(0, Math.max(0, published.size() - KEPT))) {
        delete(old);
      }
    } catch (IOException e) {
      health.failedOnce(
          "set aside " + residue,
          "The old files in %s are published but cannot be set aside; the next start tries again"
              .formatted(residue),
          e);
    }
    return true;
  }

  /** Deletes only what Footfall itself writes; a directory with anything else stays. */
  private static void delete(Path published) throws IOException {
    for (String name : Stored.fileNames()) {
      Files.deleteIfExists(published.resolve(name));
    }
    try (Stream<Path> rest = Files.list(published)) {
      if (rest.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(published);
  }
}
