package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.Counter;
import io.footfall.Counters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What buckets do, wherever their cells lie. */
abstract class BucketsContract {

  abstract Buckets buckets(int maxCounters) throws Exception;

  /** A cell as it stands in the memory of the buckets made last. */
  abstract long cell(int offset) throws Exception;

  /** Changes a cell of the buckets made last as counting for centuries would. */
  abstract void setCell(int offset, long value) throws Exception;

  abstract Layout layout();

  @Test
  void otherStandsAtIndexZero() throws Exception {
    Buckets buckets = buckets(64);
    assertThat(buckets.snapshot().size()).isEqualTo(1);
    assertThat(buckets.snapshot().name(0)).isEqualTo(Counters.OTHER);
    assertThat(buckets.incarnation()).isEqualTo(1);
    assertThat(buckets.capacity()).isEqualTo(64);
    assertThat(buckets.identity()).isNotEqualTo(buckets(64).identity());
  }

  @Test
  void counter_sameName_isTheSameCounter() throws Exception {
    Buckets buckets = buckets(64);
    Counter counter = buckets.counter("c1");
    assertThat(counter.name()).isEqualTo("c1");
    assertThat(buckets.counter("c1")).isSameAs(counter);
    assertThat(buckets.snapshot().name(1)).isEqualTo("c1");
    assertThat(buckets.sum("never used")).isEqualTo(Sum.ZERO);
    assertThat(buckets.snapshot().size()).isEqualTo(2);
  }

  @Test
  void add_keepsIncrementsAndDecrementsApart() throws Exception {
    Buckets buckets = buckets(64);
    Counter counter = buckets.counter("c1");
    counter.increment();
    counter.add(Counter.MAX_ADD);
    counter.add(-Counter.MAX_ADD);
    counter.add(-1);
    counter.add(0);
    Sum expected = new Sum(1_000_000_001, 1_000_000_001);
    assertThat(buckets.sum("c1")).isEqualTo(expected);
    assertThat(buckets.snapshot().of("c1")).isEqualTo(expected);
  }

  @Test
  void add_beyondTheBound_isRefusedAndNothingIsCounted() throws Exception {
    Buckets buckets = buckets(64);
    Counter counter = buckets.counter("c1");
    for (long amount :
        new long[] {
          Counter.MAX_ADD + 1, -Counter.MAX_ADD - 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32
        }) {
      assertThatThrownBy(() -> counter.add(amount))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"c1\"")
          .hasMessageContaining("from -1000000000 to 1000000000")
          .hasMessageContaining("was " + amount);
    }
    assertThat(buckets.sum("c1")).isEqualTo(Sum.ZERO);
  }

  @Test
  void add_atTheLargestSum_stopsInThatDirectionAndIsReportedOnce() throws Exception {
    Buckets buckets = buckets(64);
    Counter counter = buckets.counter("c1");
    int cell = layout().cellAt(0, 1);
    setCell(cell, Counter.MAX_SUM - 1);
    List<String> reports = new ArrayList<>();
    Logger logger = Logger.getLogger(Buckets.class.getName());
    Handler handler = recording(reports);
    logger.addHandler(handler);
    try {
      counter.increment();
      counter.add(7);
      assertThat(buckets.sum("c1").increments()).isEqualTo(Counter.MAX_SUM);
      assertThat(buckets.snapshot().of("c1").increments()).isEqualTo(Counter.MAX_SUM);

      long before = stripes(1);
      counter.add(Counter.MAX_ADD);
      counter.increment();
      assertThat(stripes(1)).isEqualTo(before);
      counter.add(-2);
      assertThat(buckets.snapshot().of("c1")).isEqualTo(new Sum(Counter.MAX_SUM, 2));

      setCell(layout().decrementAt(1), Counter.MAX_SUM);
      assertThat(buckets.snapshot().of("c1")).isEqualTo(new Sum(Counter.MAX_SUM, Counter.MAX_SUM));
      counter.add(-3);
      assertThat(cell(layout().decrementAt(1))).isEqualTo(Counter.MAX_SUM);
      assertThat(buckets.snapshot().total()).isEqualTo(Long.MAX_VALUE);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(reports).hasSize(2);
    assertThat(reports.get(0)).contains("increments").contains("c1");
    assertThat(reports.get(1)).contains("decrements").contains("c1");
  }

  private long stripes(int index) throws Exception {
    long sum = 0;
    for (int stripe = 0; stripe < layout().stripes(); stripe++) {
      sum += cell(layout().cellAt(stripe, index));
    }
    return sum;
  }

  private static Handler recording(List<String> messages) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        messages.add(List.of(record.getParameters()).toString());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void manyThreads_sumsAreExact() throws Exception {
    Buckets buckets = buckets(64);
    int threads = 16;
    int rounds = 20_000;
    inThreads(
        threads,
        () -> {
          Counter own = buckets.counter("requests");
          for (int i = 0; i < rounds; i++) {
            own.increment();
            buckets.counter("c" + (i & 3)).add(3);
            buckets.counter("c" + (i & 3)).add(-2);
          }
          return null;
        });
    Sums sums = buckets.snapshot();
    long each = (long) threads * rounds / 4;
    assertThat(sums.of("requests")).isEqualTo(new Sum((long) threads * rounds, 0));
    for (int i = 0; i < 4; i++) {
      assertThat(sums.of("c" + i)).isEqualTo(new Sum(3 * each, 2 * each));
      assertThat(buckets.sum("c" + i)).isEqualTo(new Sum(3 * each, 2 * each));
    }
    assertThat(sums.total()).isEqualTo((long) threads * rounds * 6);
  }

  @Test
  void manyThreadsNamingCounters_eachNameGetsOneIndex() throws Exception {
    Buckets buckets = buckets(2000);
    int threads = 8;
    int names = 1000;
    AtomicBoolean done = new AtomicBoolean();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      tasks.add(
          () -> {
            for (int i = 0; i < names; i++) {
              buckets.counter("name " + i).increment();
            }
            return null;
          });
    }
    Callable<Void> reader =
        () -> {
          while (!done.get()) {
            Sums sums = buckets.snapshot();
            for (int i = 0; i < sums.size(); i++) {
              assertThat(sums.name(i)).isNotNull();
            }
          }
          return null;
        };
    runBeside(reader, done, tasks);
    Sums sums = buckets.snapshot();
    Set<String> found = new HashSet<>();
    for (int i = 0; i < sums.size(); i++) {
      assertThat(found.add(String.valueOf(sums.name(i)))).isTrue();
    }
    assertThat(sums.size()).isEqualTo(names + 1);
    for (int i = 0; i < names; i++) {
      assertThat(buckets.sum("name " + i)).isEqualTo(new Sum(threads, 0));
    }
    assertThat(buckets.folded()).isZero();
  }

  @Test
  void counter_pastMaxCounters_isOtherAndIsCountedAsFolded() throws Exception {
    Buckets buckets = buckets(64);
    for (int i = 1; i < 64; i++) {
      assertThat(buckets.counter("c" + i).name()).isEqualTo("c" + i);
    }
    assertThat(buckets.folded()).isZero();
    Counter folded = buckets.counter("one too many");
    folded.add(5);
    buckets.counter("and another").increment();
    buckets.counter("c63").increment();
    assertThat(folded.name()).isEqualTo(Counters.OTHER);
    assertThat(buckets.sum(Counters.OTHER)).isEqualTo(new Sum(6, 0));
    assertThat(buckets.sum("c63")).isEqualTo(new Sum(1, 0));
    assertThat(buckets.sum("one too many")).isEqualTo(Sum.ZERO);
    assertThat(buckets.folded()).isEqualTo(2);
    buckets.countFolded();
    assertThat(buckets.folded()).isEqualTo(3);
    assertThat(buckets.snapshot().size()).isEqualTo(64);
  }

  @Test
  void snapshotWhileAdding_neverFallsAndNeverExceedsWhatWasAdded() throws Exception {
    Buckets buckets = buckets(64);
    AtomicBoolean done = new AtomicBoolean();
    int rounds = 100_000;
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      String name = "c" + t;
      tasks.add(
          () -> {
            Counter shared = buckets.counter("shared");
            Counter own = buckets.counter(name);
            for (int i = 0; i < rounds; i++) {
              shared.increment();
              own.add(-1);
            }
            return null;
          });
    }
    Callable<Void> reader =
        () -> {
          Sums last = Sums.none();
          while (!done.get()) {
            Sum read = buckets.sum("shared");
            Sums now = buckets.snapshot();
            assertThat(now.reaches(last)).isTrue();
            assertThat(now.of("shared").increments()).isBetween(read.increments(), 3L * rounds);
            last = now;
          }
          return null;
        };
    runBeside(reader, done, tasks);
    assertThat(buckets.sum("shared")).isEqualTo(new Sum(3L * rounds, 0));
  }

  @Test
  void close_ignoresWhatIsAddedAndWritesNoName() throws Exception {
    Buckets buckets = buckets(64);
    Counter counter = buckets.counter("c1");
    counter.add(2);
    counter.add(-1);
    buckets.close();
    buckets.close();
    counter.increment();
    counter.add(9);
    counter.add(-9);
    Counter late = buckets.counter("c2");
    late.increment();
    assertThat(late.name()).isEqualTo(Counters.OTHER);
    assertThat(buckets.counter("c1")).isSameAs(counter);
    Sums sums = buckets.snapshot();
    assertThat(sums.size()).isEqualTo(2);
    assertThat(sums.of("c1")).isEqualTo(new Sum(2, 1));
    assertThat(sums.of(Counters.OTHER)).isEqualTo(Sum.ZERO);
    assertThat(buckets.folded()).isZero();
  }

  @Test
  void add_afterClose_stillRefusesWhatIsBeyondTheBound() throws Exception {
    Buckets buckets = buckets(64);
    Counter counter = buckets.counter("c1");
    buckets.close();
    assertThatThrownBy(() -> counter.add(Counter.MAX_ADD + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static void inThreads(int threads, Callable<Void> task) throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(task);
    }
    runBeside(() -> null, new AtomicBoolean(), tasks);
  }

  private static void runBeside(
      Callable<Void> reader, AtomicBoolean done, List<Callable<Void>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size() + 1);
    try {
      CyclicBarrier start = new CyclicBarrier(tasks.size());
      Future<Void> reading = threads.submit(reader);
      List<Future<Void>> running = new ArrayList<>();
      for (Callable<Void> task : tasks) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return task.call();
                }));
      }
      try {
        for (Future<Void> each : running) {
          each.get();
        }
      } finally {
        done.set(true);
      }
      reading.get();
    } finally {
      threads.shutdownNow();
    }
  }
}
