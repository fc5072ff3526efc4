package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.cluster.ClusterLedger;
import io.footfall.cluster.ClusterView;
import io.footfall.cluster.FakeCluster;
import io.footfall.count.Clock;
import io.footfall.count.Rings;
import io.footfall.count.SlotPlan;
import io.footfall.count.Slots;
import io.footfall.count.Sums;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlusherTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path root;
  private final Health health = new Health();
  private final CountDownLatch joinable = new CountDownLatch(1);
  private final AtomicInteger chores = new AtomicInteger();
  private final List<Long> tickMillis = Collections.synchronizedList(new ArrayList<>());
  private Home home;
  private JournalKeeper journal;
  private Publisher publisher;

  @BeforeEach
  void open() {
    home = Homes.open(root, "boot", health);
    journal = new JournalKeeper(home, Homes.CLUSTER, "node", health, Clock.SYSTEM);
    publisher =
        new Publisher(this::join, home.buckets(), health, Clock.SYSTEM, Duration.ofMillis(100));
  }

  private ClusterLedger join() {
    try {
      joinable.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new FakeCluster(1)
        .join("a")
        .ledger(
            new ClusterLedger.Self(home.buckets().identity(), 1, "a", "", "", "test"),
            new ClusterView(home.buckets().identity(), Clock.SYSTEM),
            Clock.SYSTEM);
  }

  private Flusher flusher(Duration interval) {
    return new Flusher(
        home.buckets(),
        new Slots(SlotPlan.DEFAULT, Rings.none(), Sums.none(), interval.toMillis()),
        journal,
        publisher,
        null,
        () -> {
          tickMillis.add(System.currentTimeMillis());
          if (chores.incrementAndGet() == 1) {
            throw new IllegalStateException("the first of the chores fails");
          }
        },
        health,
        Clock.SYSTEM,
        interval);
  }

  @AfterEach
  void close() throws Exception {
    joinable.countDown();
    publisher.stop(LONG);
    Homes.close(home);
  }

  @Test
  void joinThatBlocks_doesNotDelayTheJournal_norDoesAFailingChore() throws Exception {
    Flusher flusher = flusher(Duration.ofMillis(100));
    publisher.start();
    flusher.start();
    for (int i = 1; i <= 3; i++) {
      Homes.count(home, "requests", 1);
      int wanted = i;
      await().atMost(LONG).until(() -> journal.journaled() == wanted);
    }
    assertThat(publisher.commits().total()).isZero();
    joinable.countDown();
    await().atMost(LONG).until(() -> publisher.commits().total() == 3);
    assertThat(flusher.stop(LONG)).isTrue();
    assertThat(flusher.ended()).isCompleted();
    assertThat(health.lastFailure()).contains("A tick has failed");
  }

  @Test
  void request_makesATickNow_andStopMakesTheLast() throws Exception {
    joinable.countDown();
    Flusher flusher = flusher(Duration.ofHours(1));
    publisher.start();
    flusher.start();
    Homes.count(home, "requests", 1);
    long first = flusher.request();
    assertThat(publisher.awaitCommitted(first, LONG)).isTrue();
    assertThat(publisher.commits().total()).isEqualTo(1);
    Homes.count(home, "requests", 1);
    long second = flusher.request();
    assertThat(second).isGreaterThan(first);
    assertThat(publisher.awaitCommitted(second, LONG)).isTrue();
    Homes.count(home, "requests", 1);
    assertThat(flusher.stop(LONG)).isTrue();
    assertThat(journal.journaled()).isEqualTo(3);
    assertThat(publisher.stop(LONG)).isTrue();
    assertThat(publisher.commits().total()).isEqualTo(3);
  }

  @Test
  void ticks_neverComeBeforeTheClocksFullInterval() throws Exception {
    Flusher flusher = flusher(Duration.ofMillis(500));
    flusher.start();
    await().atMost(LONG).until(() -> chores.get() >= 3);
    // Late on a busy machine, but not early: the last chores before a boundary ran after one.
    assertThat(tickMillis.get(2) / 500 - tickMillis.get(0) / 500).isGreaterThanOrEqualTo(2);
    assertThat(flusher.stop(LONG)).isTrue();
  }
}
