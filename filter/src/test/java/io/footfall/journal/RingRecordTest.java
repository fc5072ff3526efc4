package io.footfall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Identity;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.count.Tier;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RingRecordTest {

  private static Ring ring(Random random, String counter, Tier tier) {
    Ring ring = Ring.begin(counter, 7, tier, new Sum(random.nextInt(3), 0), 1_700_000_000);
    Sum sum = ring.newest().end();
    for (int i = random.nextInt(300); i > 0; i--) {
      sum =
          new Sum(
              sum.increments() + (random.nextLong() >>> (12 + random.nextInt(50))),
              sum.decrements() + random.nextInt(2));
      ring = ring.advance(sum, 1_700_000_000L + random.nextInt(100_000) - 50_000);
    }
    return ring;
  }

  @Property(tries = 100)
  void generation_givesBackTheRingsAsTheyWere(@ForAll Random random) throws Exception {
    Rings rings =
        Rings.none()
            .with(ring(random, "requests", new Tier(10, 100)))
            .with(ring(random, "requests", new Tier(60, 64)))
            .with(ring(random, "ärger", new Tier(10, 1_000)));
    Tally tally = new Tally(Identity.fresh(), "node", 3, 4, Sums.none(), rings);
    Generation written = new Generation("c", 1, 2, 3, List.of(tally, tally));
    Generation read = Generation.fromBytes(written.toBytes());
    assertThat(read.tallies()).hasSize(2);
    for (Tally back : read.tallies()) {
      assertThat(back.rings()).isEqualTo(rings);
    }
  }
}
