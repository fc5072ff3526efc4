package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.FreePorts;
import io.footfall.cluster.ClusterLedger;
import io.footfall.cluster.ClusterView;
import io.footfall.cluster.RealCluster;
import io.footfall.count.Buckets;
import io.footfall.count.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Infinispan's own statistics, with the publisher's thread at work on two real nodes. */
class TransactionsTest {

  private static final Duration LONG = Duration.ofSeconds(40);

  private final FakeClock clock = new FakeClock();
  private final Buckets buckets = Buckets.inHeap(1, 1_000);
  private final ClusterView view = new ClusterView(buckets.identity(), clock);
  private final ClusterLedger.Self self =
      new ClusterLedger.Self(buckets.identity(), 1, "a", "", "", "test");
  private long ticks;

  private void tick(Publisher publisher) throws InterruptedException {
    ticks++;
    publisher.offer(new Tick(ticks, buckets.snapshot()));
    assertThat(publisher.awaitCommitted(ticks, LONG)).isTrue();
  }

  @Test
  void oneTransactionATickWithNews_andTheHeartbeatsAloneWithout() throws Exception {
    try (RealCluster cluster = new RealCluster(FreePorts.choose())) {
      await().atMost(LONG).until(cluster::isSettled);
      Publisher publisher =
          new Publisher(
              () -> cluster.ledger(self, view, clock),
              buckets,
              new Health(),
              clock,
              Duration.ofMillis(100));
      publisher.start();
      // The first commit, and the identity's place in the roster, are the start's own.
      await().atMost(LONG).until(() -> cluster.transactions() == 2);

      for (int i = 1; i <= 10; i++) {
        for (int name = 0; name < 200; name++) {
          buckets.counter("n" + name).increment();
        }
        tick(publisher);
        assertThat(cluster.transactions()).isEqualTo(2 + i);
      }
      for (int i = 0; i < 10; i++) {
        tick(publisher);
      }
      assertThat(cluster.transactions()).isEqualTo(12);

      for (int i = 1; i <= 3; i++) {
        clock.advance(Publisher.HEARTBEAT.minusMillis(1));
        tick(publisher);
        tick(publisher);
        assertThat(cluster.transactions()).isEqualTo(11 + i);
        clock.advance(Duration.ofMillis(1));
        tick(publisher);
        tick(publisher);
        assertThat(cluster.transactions()).isEqualTo(12 + i);
      }
      assertThat(publisher.stop(LONG)).isTrue();
    }
  }
}
