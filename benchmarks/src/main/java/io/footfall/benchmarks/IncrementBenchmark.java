package io.footfall.benchmarks;

import io.footfall.Counter;
import io.footfall.count.BucketFile;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One increment of one counter that all threads share, by design. {@link IncrementRounds} compares
 * them in turns, for several numbers of threads.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class IncrementBenchmark {

  private static final int COUNTERS = 65_536;

  /** A counter in a bucket file. */
  @State(Scope.Benchmark)
  public static class Mapped {
    private final Scratch scratch = Scratch.make();
    private final Counter counter = counter(scratch);

    private static Counter counter(Scratch scratch) {
      try {
        return BucketFile.create(scratch.path(), terms(), Clock.SYSTEM).counter("requests");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static BucketFile.Terms terms() {
      int processors = Runtime.getRuntime().availableProcessors();
      return new BucketFile.Terms("benchmark", "", 0, processors, COUNTERS);
    }

    /** Deletes the file. */
    @TearDown
    public void delete() {
      scratch.close();
    }
  }

  /** A counter in the heap, as when no file can be had. */
  @State(Scope.Benchmark)
  public static class Heap {
    private final Counter counter =
        Buckets.inHeap(Runtime.getRuntime().availableProcessors(), COUNTERS).counter("requests");
  }

  /** The JDK's striped adder. */
  @State(Scope.Benchmark)
  public static class Adder {
    private final LongAdder adder = new LongAdder();
  }

  /** The JDK's single cell. */
  @State(Scope.Benchmark)
  public static class Atomic {
    private final AtomicLong cell = new AtomicLong();
  }

  /** Footfall's counter in a mapped file. */
  @Benchmark
  public void mapped(Mapped state) {
    state.counter.increment();
  }

  /** Footfall's counter in the heap. */
  @Benchmark
  public void heap(Heap state) {
    state.counter.increment();
  }

  /** The measure of the others. */
  @Benchmark
  public void longAdder(Adder state) {
    state.adder.increment();
  }

  /** What a counter costs that does not care for contention. */
  @Benchmark
  public void atomicLong(Atomic state) {
    state.cell.incrementAndGet();
  }
}
