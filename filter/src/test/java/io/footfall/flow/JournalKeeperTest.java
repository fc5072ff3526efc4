package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.footfall.cluster.ClusterView;
import io.footfall.count.BucketFile;
import io.footfall.count.FakeClock;
import io.footfall.count.Identity;
import io.footfall.count.Rings;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalKeeperTest {

  @TempDir Path root;
  private final FakeClock clock = new FakeClock();
  private final Health health = new Health();
  private Home home;
  private JournalKeeper keeper;

  @BeforeEach
  void open() {
    home = Homes.open(root, "boot", health);
    keeper = new JournalKeeper(home, Homes.CLUSTER, "node", health, clock);
  }

  @AfterEach
  void close() throws Exception {
    Homes.close(home);
  }

  private Path directory() {
    return Objects.requireNonNull(home.directory());
  }

  private @Nullable Generation newest(String name) throws Exception {
    return Journal.read(directory(), name).newest();
  }

  private void write() {
    keeper.write(home.buckets().snapshot(), Rings.none(), 0, false);
  }

  @Test
  void withoutNews_nothingIsWritten() throws Exception {
    write();
    assertThat(newest(Stored.OWN)).isNull();
    Homes.count(home, "requests", 3);
    write();
    write();
    Generation first = Objects.requireNonNull(newest(Stored.OWN));
    assertThat(first.sequence()).isEqualTo(1);
    assertThat(first.tallies().get(0).sums().of("requests")).isEqualTo(new Sum(3, 0));
    assertThat(keeper.journaled()).isEqualTo(3);
    clock.advance(Duration.ofSeconds(2));
    assertThat(keeper.age()).isEqualTo(Duration.ofSeconds(2));
    write();
    assertThat(keeper.age()).isZero();
  }

  @Test
  void directoryMovedAway_isOneTrouble_thatItsReturnEnds() throws Exception {
    Homes.count(home, "requests", 3);
    Path elsewhere = root.resolve("elsewhere");
    Files.move(directory(), elsewhere);
    write();
    write();
    assertThat(keeper.isGone()).isTrue();
    assertThat(health.failures()).isEqualTo(1);
    assertThat(health.troubles())
        .singleElement()
        .asString()
        .contains(directory().toString(), "deleted or moved away", "move it back");
    Files.move(elsewhere, directory());
    write();
    assertThat(keeper.isGone()).isFalse();
    assertThat(health.troubles()).isEmpty();
    assertThat(keeper.journaled()).isEqualTo(3);
  }

  @Test
  void copyPutInThePlaceOfTheDirectory_isNotWrittenTo() throws Exception {
    Homes.count(home, "requests", 3);
    Path elsewhere = root.resolve("elsewhere");
    Files.move(directory(), elsewhere);
    Files.createDirectory(directory());
    Files.copy(elsewhere.resolve(BucketFile.NAME), directory().resolve(BucketFile.NAME));
    write();
    assertThat(keeper.isGone()).isTrue();
    assertThat(health.troubles()).singleElement().asString().contains("moved away");
    try (Stream<Path> files = Files.list(directory())) {
      assertThat(files).containsExactly(directory().resolve(BucketFile.NAME));
    }
    Files.delete(directory().resolve(BucketFile.NAME));
    Files.delete(directory());
    Files.move(elsewhere, directory());
    write();
    assertThat(keeper.journaled()).isEqualTo(3);
  }

  @Test
  void failingDisk_isOneTrouble_thatRecoveryEnds() throws Exception {
    Homes.count(home, "requests", 3);
    // Nothing can be written where a directory has the file's name.
    Path inTheWay = Files.createDirectory(directory().resolve(Stored.OWN + ".new"));
    for (int i = 0; i < 5; i++) {
      write();
      assertThat(keeper.writeAbsent(List.of())).isFalse();
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(keeper.isFailing()).isTrue();
    assertThat(keeper.journaled()).isZero();
    assertThat(health.failures()).isEqualTo(5);
    assertThat(health.troubles())
        .singleElement()
        .asString()
        .contains(directory().toString(), "cannot be written");
    Files.delete(inTheWay);
    write();
    assertThat(keeper.isFailing()).isFalse();
    assertThat(health.troubles()).isEmpty();
    assertThat(keeper.journaled()).isEqualTo(3);
  }

  @Test
  void attemptsOnAFailingDisk_keepTheirDistance_exceptTheLast() throws Exception {
    Homes.count(home, "requests", 3);
    Path inTheWay = Files.createDirectory(directory().resolve(Stored.OWN + ".new"));
    write();
    write();
    assertThat(health.failures()).isEqualTo(1);
    Files.delete(inTheWay);
    write();
    assertThat(keeper.journaled()).isZero();
    keeper.write(home.buckets().snapshot(), Rings.none(), 0, true);
    assertThat(keeper.journaled()).isEqualTo(3);
  }

  @Test
  void absentJournalThatFails_isATroubleOfItsOwn_thatTheOtherDoesNotEnd() throws Exception {
    ClusterView view = new ClusterView(home.buckets().identity(), clock);
    view.seed(tally(Identity.fresh(), 5));
    Files.createDirectory(directory().resolve(Stored.ABSENT + ".new"));
    int[] started = new int[1];
    health.addListener(
        new Health.Listener() {
          @Override
          public void started(String trouble, String sentence) {
            started[0]++;
          }

          @Override
          public void ended(String trouble, String sentence) {}
        });
    for (int i = 0; i < 5; i++) {
      Homes.count(home, "requests", 1);
      write();
      assertThat(keeper.writeAbsent(view.others())).isFalse();
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(started[0]).isEqualTo(1);
    assertThat(keeper.isFailing()).isFalse();
    assertThat(keeper.journaled()).isEqualTo(5);
  }

  private static Tally tally(Identity identity, long count) {
    Sums sums = Sums.of(new String[] {"requests"}, new long[] {count}, new long[1]);
    return new Tally(identity, "gone", 1, 1, sums);
  }

  @Test
  void absentIdentity_isWrittenWhenItChanges_stays_andIsReadBackAtTheNextStart() throws Exception {
    assertThat(keeper.writeAbsent(List.of())).isTrue();
    assertThat(newest(Stored.ABSENT)).isNull();
    Identity gone = Identity.fresh();
    ClusterView view = new ClusterView(home.buckets().identity(), clock);
    view.seed(tally(gone, 5));
    keeper.writeAbsent(view.others());
    keeper.writeAbsent(view.others());
    assertThat(Objects.requireNonNull(newest(Stored.ABSENT)).sequence()).isEqualTo(1);
    view.seed(tally(gone, 6));
    keeper.writeAbsent(view.others());
    assertThat(Objects.requireNonNull(newest(Stored.ABSENT)).sequence()).isEqualTo(2);
    // Another node owns its entries now, and this one those of another identity.
    Identity next = Identity.fresh();
    ClusterView later = new ClusterView(home.buckets().identity(), clock);
    later.seed(tally(next, 9));
    keeper.writeAbsent(later.others());
    Homes.close(home);
    home = Homes.open(root, "boot", health);
    assertThat(home.seeds())
        .extracting(Tally::identity, seed -> seed.sums().of("requests"))
        .containsExactlyInAnyOrder(tuple(gone, new Sum(6, 0)), tuple(next, new Sum(9, 0)));
  }
}
