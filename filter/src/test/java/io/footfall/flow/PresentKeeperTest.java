package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.footfall.cluster.ClusterView;
import io.footfall.count.FakeClock;
import io.footfall.count.Identity;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresentKeeperTest {

  @TempDir Path root;
  private final FakeClock clock = new FakeClock();
  private final Health health = new Health();
  private final Identity peer = Identity.fresh();
  private Home home;
  private ClusterView view;
  private PresentKeeper keeper;

  @BeforeEach
  void open() {
    home = Homes.open(root, "boot", health);
    view = new ClusterView(home.buckets().identity(), clock);
    keeper = new PresentKeeper(home, Homes.CLUSTER, health, clock);
  }

  @AfterEach
  void close() throws Exception {
    Homes.close(home);
  }

  private Path directory() {
    return Objects.requireNonNull(home.directory());
  }

  private void counts(Identity identity, long count) {
    Sums sums = Sums.of(new String[] {"requests"}, new long[] {count}, new long[1]);
    view.seed(new Tally(identity, "peer", 1, count, sums));
  }

  private List<Tally> written() throws Exception {
    Generation newest = Journal.read(directory(), Stored.PRESENT).newest();
    return newest == null ? List.of() : newest.tallies();
  }

  private long writtenOfPeer() throws Exception {
    return written().stream()
        .filter(tally -> tally.identity().equals(peer))
        .mapToLong(tally -> tally.sums().total())
        .sum();
  }

  @Test
  void presentNode_isWrittenAtOnce_thenAtABoundedRate_andReadBackAtTheNextStart() throws Exception {
    keeper.write(List.of(), false);
    assertThat(written()).isEmpty();
    counts(peer, 5);
    keeper.write(view.others(), false);
    assertThat(writtenOfPeer()).isEqualTo(5);
    counts(peer, 6);
    keeper.write(view.others(), false);
    assertThat(writtenOfPeer()).as("at once").isEqualTo(5);
    clock.advance(PresentKeeper.PERIOD);
    keeper.write(view.others(), false);
    assertThat(writtenOfPeer()).as("after the period").isEqualTo(6);
    counts(peer, 7);
    keeper.write(view.others(), true);
    assertThat(writtenOfPeer()).as("at the end").isEqualTo(7);
    Homes.close(home);
    home = Homes.open(root, "boot", health);
    assertThat(home.seeds())
        .extracting(Tally::identity, Tally::node, seed -> seed.sums().of("requests"))
        .containsExactly(tuple(peer, "peer", new Sum(7, 0)));
  }

  @Test
  void withoutNews_nothingIsWritten() throws Exception {
    counts(peer, 5);
    keeper.write(view.others(), true);
    keeper.write(view.others(), true);
    clock.advance(PresentKeeper.PERIOD);
    keeper.write(view.others(), false);
    assertThat(Objects.requireNonNull(Journal.read(directory(), Stored.PRESENT).newest()))
        .extracting(Generation::sequence)
        .isEqualTo(1L);
  }

  @Test
  void identityThatIsNotOwnedAnyMore_staysForAWhile_thenGoes() throws Exception {
    counts(peer, 5);
    keeper.write(view.others(), false);
    clock.advance(Duration.ofSeconds(30));
    Identity next = Identity.fresh();
    ClusterView later = new ClusterView(home.buckets().identity(), clock);
    later.seed(
        new Tally(next, "next", 1, 1, Sums.of(new String[] {"x"}, new long[] {1}, new long[1])));
    keeper.write(later.others(), false);
    assertThat(written()).extracting(Tally::identity).containsExactlyInAnyOrder(peer, next);
    clock.advance(Duration.ofSeconds(31));
    keeper.write(later.others(), false);
    assertThat(written()).extracting(Tally::identity).containsExactly(next);
  }

  @Test
  void residueTakesItAlong_whenTheDirectoryIsNotContinued() throws Exception {
    counts(peer, 5);
    keeper.write(view.others(), false);
    Homes.count(home, "requests", 1);
    Homes.close(home);
    home = Homes.open(root, "another boot", health);
    assertThat(home.seeds()).extracting(Tally::identity).contains(peer);
    assertThat(written()).as("in the directory itself").isEmpty();
  }

  @Test
  void failingDisk_isOneTrouble_thatRecoveryEnds() throws Exception {
    Path inTheWay = Files.createDirectory(directory().resolve(Stored.PRESENT + ".new"));
    counts(peer, 5);
    for (int i = 0; i < 5; i++) {
      keeper.write(view.others(), false);
      keeper.write(view.others(), false);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(health.failures()).isEqualTo(5);
    assertThat(health.troubles())
        .singleElement()
        .asString()
        .contains(directory().toString(), "other nodes", "cannot be written");
    Files.delete(inTheWay);
    keeper.write(view.others(), false);
    assertThat(health.troubles()).isEmpty();
    assertThat(writtenOfPeer()).isEqualTo(5);
  }
}
