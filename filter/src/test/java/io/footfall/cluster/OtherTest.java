package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.FakeClock;
import io.footfall.count.Identity;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.infinispan.NodeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OtherTest {

  private final FakeClock clock = new FakeClock();
  private final Identity identity = Identity.fresh();
  private final Other other = new Other(identity, "a", clock);

  private static NodeInfo info(long incarnation, long sequence, Long... weights) {
    return new NodeInfo("a", "", "", "addr", "", incarnation, sequence, 0, List.of(weights));
  }

  @Test
  void staleInputInAnyOrder_neverLowersAnything() {
    Random random = new Random(7);
    long[] highest = new long[100];
    long[] latest = new long[2];
    for (int step = 0; step < 3_000; step++) {
      long[] news = new long[100];
      for (int i = 0; i < news.length; i++) {
        news[i] = random.nextInt(1_000);
      }
      Sums sums = Tallies.sums(news);
      long incarnation = random.nextInt(5);
      long sequence = random.nextInt(50);
      int from = 0;
      int to = news.length;
      if (random.nextBoolean()) {
        int block = random.nextInt(2);
        other.learn(block, Blocks.of(sums, block));
        from = block * 64;
        to = Math.min(to, from + 64);
      } else {
        other.learn(new Tally(identity, "a", incarnation, sequence, sums));
        if (incarnation > latest[0] || (incarnation == latest[0] && sequence > latest[1])) {
          latest = new long[] {incarnation, sequence};
        }
      }
      for (int i = from; i < to; i++) {
        highest[i] = Math.max(highest[i], news[i]);
      }
      for (int i = 0; i < news.length; i++) {
        assertThat(other.sum("n" + i)).isEqualTo(new Sum(highest[i], 0));
      }
      assertThat(new long[] {other.incarnation(), other.sequence()}).isEqualTo(latest);
    }
  }

  @Test
  void tally_keepsThePlacesOfTheOwnersDirectory() {
    Sums sums = Tallies.alike(150, 3);
    other.learn(2, Blocks.of(sums, 2));
    other.learn(0, Blocks.of(sums, 0));
    other.learn(1, Blocks.of(sums, 1));
    assertThat(other.tally().sums().sameAs(sums, 0, 150)).isTrue();
    assertThat(other.tally().sums().size()).isEqualTo(150);
  }

  @Test
  void twoNamesAtOnePlace_areBothKept() {
    other.learn(0, Blocks.of(Tallies.alike(2, 3), 0));
    Sums odd = Sums.of(new String[] {"x", "y"}, new long[] {4, 5}, new long[2]);
    other.learn(0, Blocks.of(odd, 0));
    Sums all = other.tally().sums();
    assertThat(all.of("n0")).isEqualTo(new Sum(3, 0));
    assertThat(all.of("x")).isEqualTo(new Sum(4, 0));
    assertThat(all.of("y")).isEqualTo(new Sum(5, 0));
  }

  @Test
  void block_isBehindUntilAsMuchOfItWasRead() {
    other.learn(info(1, 1, 64L));
    assertThat(other.isBehind(0)).isTrue();
    other.learn(0, Blocks.of(Tallies.alike(60, 1), 0));
    assertThat(other.isBehind(0)).isTrue();
    other.learn(0, Blocks.of(Tallies.alike(64, 1), 0));
    assertThat(other.isBehind(0)).isFalse();
  }

  @Test
  void age_isTheTimeSinceThePublicationsAdvanced() {
    other.learn(info(1, 5));
    clock.advance(Duration.ofSeconds(3));
    other.learn(info(1, 4));
    assertThat(other.age()).isEqualTo(Duration.ofSeconds(3));
    other.learn(info(1, 6));
    assertThat(other.age()).isZero();
  }
}
