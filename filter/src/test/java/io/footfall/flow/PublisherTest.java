package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.cluster.ClusterLedger;
import io.footfall.cluster.ClusterView;
import io.footfall.cluster.FakeCluster;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.FakeClock;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PublisherTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final FakeCluster cluster = new FakeCluster(1);
  private final FakeCluster.Seat seat = cluster.join("a");
  private final FakeClock clock = new FakeClock();
  private final Health health = new Health();
  private final Buckets buckets = Buckets.inHeap(1, 100);
  private final ClusterView view = new ClusterView(buckets.identity(), clock);

  private ClusterLedger ledger() {
    return seat.ledger(
        new ClusterLedger.Self(buckets.identity(), 1, "a", "", "", "test"), view, clock);
  }

  private Publisher publisher() {
    return new Publisher(this::ledger, buckets, health, clock, INTERVAL);
  }

  private void tick(Publisher publisher, long number) {
    publisher.offer(new Tick(number, buckets.snapshot()));
  }

  @Test
  void tickWithNews_isOneTransaction_andOneWithoutIsNone() throws Exception {
    Publisher publisher = publisher();
    publisher.start();
    await().atMost(LONG).until(() -> seat.reads() > 0);
    int before = seat.transactions();
    for (int i = 1; i <= 5; i++) {
      buckets.counter("requests").increment();
      tick(publisher, i);
      assertThat(publisher.awaitCommitted(i, LONG)).isTrue();
    }
    assertThat(seat.transactions() - before).isEqualTo(5);
    tick(publisher, 6);
    assertThat(publisher.awaitCommitted(6, LONG)).isTrue();
    assertThat(seat.transactions() - before).isEqualTo(5);
    clock.advance(Publisher.HEARTBEAT);
    await().atMost(LONG).until(() -> seat.transactions() - before == 6);
    assertThat(publisher.commits().total()).isEqualTo(5);
    assertThat(publisher.stop(LONG)).isTrue();
  }

  @Test
  void firstCommit_hasWhatWasCountedBefore_withoutATick() throws Exception {
    buckets.counter("requests").add(7);
    Publisher publisher = publisher();
    publisher.start();
    await().atMost(LONG).until(() -> publisher.commits().total() == 7);
    assertThat(publisher.stop(LONG)).isTrue();
  }

  @Test
  void nodeThatAlwaysHasNews_stillLooksAfterTheRoster() throws Exception {
    Publisher publisher = publisher();
    publisher.start();
    await().atMost(LONG).until(() -> seat.reads() > 0);
    FakeCluster.Seat second = cluster.join("b");
    Identity other = Identity.fresh();
    ClusterLedger beside =
        second.ledger(
            new ClusterLedger.Self(other, 1, "b", "", "", "test"),
            new ClusterView(other, clock),
            clock);
    beside.commit(Sums.of(new String[] {"requests"}, new long[] {3}, new long[1]), true);
    AtomicInteger number = new AtomicInteger();
    Runnable busy =
        () -> {
          buckets.counter("requests").increment();
          tick(publisher, number.incrementAndGet());
          clock.advance(Duration.ofSeconds(1));
        };
    // Enrolled late, and not seen by the first node until it reads the list again.
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              busy.run();
              return number.get() > 20;
            });
    beside.enroll();
    Identity absent = Identity.fresh();
    beside.publish(
        new Tally(absent, "gone", 1, 1, Sums.of(new String[] {"x"}, new long[] {4}, new long[1])));
    beside.enroll();
    int before = number.get();
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              busy.run();
              return view.others().size() > 1 || number.get() > before + 300;
            });
    assertThat(view.others()).hasSize(2);
    assertThat(publisher.stop(LONG)).isTrue();
  }

  @Test
  void olderTickBehindANewerReading_lowersNothing() throws Exception {
    Publisher publisher = publisher();
    publisher.start();
    buckets.counter("requests").add(5);
    Tick held = new Tick(1, buckets.snapshot());
    buckets.counter("requests").add(5);
    // The disk holds the flusher up, and the commits go on alone.
    clock.advance(Duration.ofMinutes(1));
    await().atMost(LONG).until(() -> publisher.commits().total() == 10);
    assertThat(health.lasts(Trouble.FLUSH)).isTrue();
    assertThat(health.failuresByKind()).containsEntry("flush", 1L).containsEntry("commit", 0L);
    publisher.offer(held);
    assertThat(publisher.awaitCommitted(1, LONG)).isTrue();
    assertThat(publisher.commits().confirmed().of("requests").increments()).isEqualTo(10);
    clock.advance(Publisher.HEARTBEAT);
    int reads = seat.reads();
    await().atMost(LONG).until(() -> seat.reads() > reads + 3);
    assertThat(health.troubles()).isEmpty();
    assertThat(publisher.stop(LONG)).isTrue();
  }

  @Test
  void unknownOutcome_isOneTrouble_andIsCommittedAgain() throws Exception {
    Publisher publisher = publisher();
    publisher.start();
    await().atMost(LONG).until(() -> seat.reads() > 0);
    seat.fate(FakeCluster.Fate.FAILS_BEFORE);
    buckets.counter("requests").add(5);
    for (int i = 1; i <= 5; i++) {
      tick(publisher, i);
      int before = seat.transactions();
      int number = i;
      await()
          .atMost(LONG)
          .until(
              () -> {
                tick(publisher, number);
                clock.advance(Duration.ofMillis(500));
                return seat.transactions() > before;
              });
    }
    assertThat(publisher.commits().total()).isZero();
    assertThat(health.troubles()).hasSize(1);
    seat.fate(FakeCluster.Fate.DONE);
    await()
        .atMost(LONG)
        .until(
            () -> {
              tick(publisher, 6);
              clock.advance(Duration.ofSeconds(1));
              return publisher.commits().total() == 5;
            });
    assertThat(publisher.stop(LONG)).isTrue();
    assertThat(health.troubles()).isEmpty();
  }

  @Test
  void joinThatFails_isTriedWithPauses_withoutSpinning() throws Exception {
    AtomicLong looks = new AtomicLong();
    AtomicInteger joins = new AtomicInteger();
    Clock counting =
        new Clock() {
          @Override
          public long nanos() {
            looks.incrementAndGet();
            return clock.nanos();
          }

          @Override
          public long wallMillis() {
            return clock.wallMillis();
          }
        };
    Publisher publisher =
        new Publisher(
            () -> {
              joins.incrementAndGet();
              throw new IllegalStateException("no free port");
            },
            buckets,
            health,
            counting,
            INTERVAL);
    publisher.start();
    await().atMost(LONG).until(() -> health.failures() == 1);
    tick(publisher, 1);
    // The pause is on a clock that stands still, so only a thread that spins looks at it often.
    assertThat(publisher.awaitCommitted(1, Duration.ofMillis(300))).isFalse();
    assertThat(looks.get()).isLessThan(100);
    assertThat(joins.get()).isEqualTo(1);
    assertThat(health.troubles()).singleElement().asString().contains("no free port");
    assertThat(publisher.stop(LONG)).isTrue();
  }

  @Test
  void stopWhileJoining_isBounded_andTheThreadEndsByItselfWithoutACommit() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Publisher publisher =
        new Publisher(
            () -> {
              entered.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return ledger();
            },
            buckets,
            health,
            clock,
            INTERVAL);
    publisher.start();
    entered.await();
    buckets.counter("requests").increment();
    tick(publisher, 1);
    assertThat(publisher.stop(Duration.ofMillis(100))).isFalse();
    go.countDown();
    assertThat(publisher.stop(LONG)).isTrue();
    assertThat(seat.transactions()).isZero();
  }

  @Test
  void sameIdentityFoundAgain_isOneTask_andEachCallerIsTold() throws Exception {
    Publisher publisher = publisher();
    Identity gone = Identity.fresh();
    AtomicInteger told = new AtomicInteger();
    for (long i = 1; i <= 50; i++) {
      Sums sums = Sums.of(new String[] {"requests"}, new long[] {i}, new long[1]);
      publisher.publish(new Tally(gone, "gone", 1, 1, sums), told::incrementAndGet);
    }
    publisher.start();
    await().atMost(LONG).until(() -> told.get() == 50);
    assertThat(seat.transactions()).isLessThan(10);
    assertThat(view.others()).hasSize(1);
    assertThat(publisher.stop(LONG)).isTrue();
  }
}
