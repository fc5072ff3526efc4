package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.cluster.FakeCluster;
import io.footfall.count.FakeClock;
import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Sum;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResiduesTest {

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private final FakeCluster cluster = new FakeCluster(1);
  private final Random random = new Random(1);
  private FakeCluster.@Nullable Seat seat;

  private Surroundings around(String boot) {
    return new Surroundings(
        clock,
        random,
        boot,
        2,
        (self, view) -> {
          FakeCluster.Seat joined = cluster.join("here");
          seat = joined;
          return joined.ledger(self, view, clock);
        },
        log -> {
          throw new AssertionError("there is no event log");
        });
  }

  /** Once the files are aside nobody reads them again, and the cluster's memory may be lost. */
  @Test
  void slotOfCountsThatWereKilledBeforeTheirTick_isJournaled_beforeTheFilesAreSetAside()
      throws Exception {
    EngineOptions options = Homes.options(directory, Homes.CLUSTER, 64);
    Home killed = new Opening(options, new Health(), around("boot-1")).open();
    Identity identity = killed.buckets().identity();
    Homes.count(killed, "requests", 3);
    Homes.close(killed);
    for (int i = 0; i < 20; i++) {
      cluster.join("other-" + i); // So many that this node is no owner of the old identity.
    }

    Engine engine = new Engine(options, new Health(), around("boot-2"));
    engine.prepare();
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofSeconds(2));
      engine.exchange();
      engine.tick();
    }
    assertThat(Objects.requireNonNull(seat).isOwner(identity)).isFalse();
    engine.end();

    assertThat(Homes.names(directory.resolve("1")))
        .anyMatch(name -> name.startsWith(Opening.PUBLISHED))
        .noneMatch(name -> name.startsWith(Opening.RESIDUE));
    Generation absent =
        Objects.requireNonNull(Journal.read(directory.resolve("1"), Stored.ABSENT).newest());
    Tally tally =
        absent.tallies().stream()
            .filter(each -> each.identity().equals(identity))
            .findAny()
            .orElseThrow();
    Ring ring = Objects.requireNonNull(tally.rings().ring("requests", 10));
    assertThat(ring.newest().end()).isEqualTo(new Sum(3, 0));
  }
}
