package io.footfall.stress;

import io.footfall.Counter;
import io.footfall.count.Buckets;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two threads at the same buckets; run by {@link JcstressIT}. */
public final class BucketsStress {

  private BucketsStress() {}

  /** Two increments of one counter. */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both were counted.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A count was lost, made up or taken back.")
  @State
  public static class HeapTwoIncrements {
    private final Buckets buckets = StressedBuckets.inHeap();
    private final Counter counter = buckets.counter("c1");

    /** One thread. */
    @Actor
    public void first() {
      counter.increment();
    }

    /** The other thread. */
    @Actor
    public void second() {
      counter.increment();
    }

    /** After both. */
    @Arbiter
    public void sum(J_Result result) {
      result.r1 = buckets.sum("c1").increments();
    }
  }

  /** An addition and a subtraction. */
  @JCStressTest
  @Outcome(id = "5, 3", expect = Expect.ACCEPTABLE, desc = "Each was counted in its own sum.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A count was lost, made up or taken back.")
  @State
  public static class HeapAddBothWays {
    private final Buckets buckets = StressedBuckets.inHeap();
    private final Counter counter = buckets.counter("c1");

    /** One thread. */
    @Actor
    public void up() {
      counter.add(5);
    }

    /** The other thread. */
    @Actor
    public void down() {
      counter.add(-3);
    }

    /** After both. */
    @Arbiter
    public void sum(JJ_Result result) {
      Sum sum = buckets.sum("c1");
      result.r1 = sum.increments();
      result.r2 = sum.decrements();
    }
  }

  /** Two increments of one counter. */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both were counted.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A count was lost, made up or taken back.")
  @State
  public static class MappedTwoIncrements {
    private final StressedBuckets.Fresh fresh = new StressedBuckets.Fresh();

    /** One thread. */
    @Actor
    public void first() {
      fresh.counter.increment();
    }

    /** The other thread. */
    @Actor
    public void second() {
      fresh.counter.increment();
    }

    /** After both. */
    @Arbiter
    public void sum(J_Result result) {
      result.r1 = fresh.added().increments();
    }
  }

  /** An addition and a subtraction. */
  @JCStressTest
  @Outcome(id = "5, 3", expect = Expect.ACCEPTABLE, desc = "Each was counted in its own sum.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A count was lost, made up or taken back.")
  @State
  public static class MappedAddBothWays {
    private final StressedBuckets.Fresh fresh = new StressedBuckets.Fresh();

    /** One thread. */
    @Actor
    public void up() {
      fresh.counter.add(5);
    }

    /** The other thread. */
    @Actor
    public void down() {
      fresh.counter.add(-3);
    }

    /** After both. */
    @Arbiter
    public void sum(JJ_Result result) {
      Sum sum = fresh.added();
      result.r1 = sum.increments();
      result.r2 = sum.decrements();
    }
  }

  /** Snapshots beside a thread that increments. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A count was lost, made up or taken back.")
  @State
  public static class HeapSnapshots {
    private final Buckets buckets = StressedBuckets.inHeap();
    private final Counter counter = buckets.counter("c1");

    /** One thread. */
    @Actor
    public void count() {
      counter.increment();
      counter.increment();
    }

    /** The other thread. */
    @Actor
    public void read(JJ_Result result) {
      result.r1 = buckets.snapshot().of("c1").increments();
      result.r2 = buckets.snapshot().of("c1").increments();
    }
  }

  /** Reads beside a thread that increments in a file. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "The second read is not less.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A count was lost, made up or taken back.")
  @State
  public static class MappedReads {
    private final StressedBuckets.Fresh fresh = new StressedBuckets.Fresh();

    /** One thread. */
    @Actor
    public void count() {
      fresh.counter.increment();
      fresh.counter.increment();
    }

    /** The other thread. */
    @Actor
    public void read(JJ_Result result) {
      result.r1 = fresh.added().increments();
      result.r2 = fresh.added().increments();
    }
  }

  /** Two threads that are the first to use a name. */
  @JCStressTest
  @Outcome(
      id = "2, 2",
      expect = Expect.ACCEPTABLE,
      desc = "One index for the name, and both counts under it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A count was lost, made up or taken back.")
  @State
  public static class SameNewName {
    private final Buckets buckets = StressedBuckets.inHeap();

    /** One thread. */
    @Actor
    public void first() {
      buckets.counter("new").increment();
    }

    /** The other thread. */
    @Actor
    public void second() {
      buckets.counter("new").increment();
    }

    /** After both. */
    @Arbiter
    public void sum(JJ_Result result) {
      Sums sums = buckets.snapshot();
      result.r1 = sums.size();
      result.r2 = sums.of("new").increments();
    }
  }

  /** A new name that is read by itself and then in a snapshot. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The snapshot is not behind.")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The snapshot is not behind.")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The snapshot is not behind.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A count was lost, made up or taken back.")
  @State
  public static class NewNameSeen {
    private final Buckets buckets = StressedBuckets.inHeap();

    /** One thread. */
    @Actor
    public void count() {
      buckets.counter("new").increment();
    }

    /** The other thread. */
    @Actor
    public void read(JJ_Result result) {
      result.r1 = buckets.sum("new").increments();
      result.r2 = buckets.snapshot().of("new").increments();
    }
  }
}
