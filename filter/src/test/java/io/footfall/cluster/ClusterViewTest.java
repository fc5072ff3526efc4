package io.footfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClusterViewTest {

  private static final int LAST = 200_000;

  private final Identity other = Identity.fresh();
  private final ClusterView view = new ClusterView(Identity.fresh(), Clock.SYSTEM);

  /** The cluster thread reads the ledger while the flush thread reads a directory beside. */
  @Test
  void seed_byTwoThreadsAtOnce_neverFalls() {
    seed(0);
    List<CompletableFuture<Void>> writers =
        List.of(
            CompletableFuture.runAsync(() -> seedEverySecond(1)),
            CompletableFuture.runAsync(() -> seedEverySecond(2)));
    Other seen = view.others().iterator().next();
    long sum = 0;
    long sequence = 0;
    while (!writers.stream().allMatch(CompletableFuture::isDone)) {
      long nextSum = seen.sum("requests").increments();
      long nextSequence = seen.sequence();
      assertThat(nextSum).isGreaterThanOrEqualTo(sum);
      assertThat(nextSequence).isGreaterThanOrEqualTo(sequence);
      sum = nextSum;
      sequence = nextSequence;
    }
    writers.forEach(CompletableFuture::join);
    assertThat(seen.sum("requests").increments()).isEqualTo(LAST);
    assertThat(seen.sequence()).isEqualTo(LAST);
  }

  private void seedEverySecond(int first) {
    for (int i = first; i <= LAST; i += 2) {
      seed(i);
    }
  }

  private void seed(long count) {
    Sums sums = Sums.of(new String[] {"requests"}, new long[] {count}, new long[] {0});
    view.seed(new Tally(other, "beside", 1, count, sums));
  }
}
