package io.footfall.stress;

import io.footfall.Counter;
import io.footfall.count.BucketFile;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.Sum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One mapped file for all races of a process, because making one for each would take longer than
 * the races. Each race takes the next of many counters and looks at what it adds to it.
 */
final class StressedBuckets {

  /** Far more than the races that jcstress has under way at one time. */
  private static final int COUNTERS = 1 << 16;

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Buckets MAPPED = make();

  private StressedBuckets() {}

  /** A mapped counter that no race under way uses. */
  static final class Fresh {
    final Counter counter =
        MAPPED.counter("c" + Math.floorMod(NEXT.getAndIncrement(), COUNTERS - 1));

    private final Sum before = MAPPED.sum(counter.name());

    Sum added() {
      Sum now = MAPPED.sum(counter.name());
      return new Sum(
          now.increments() - before.increments(), now.decrements() - before.decrements());
    }
  }

  /** Few stripes, so that the two threads share one in some runs and do not in others. */
  static Buckets inHeap() {
    return Buckets.inHeap(1, 64);
  }

  private static Buckets make() {
    try {
      Path directory = Files.createTempDirectory("stress");
      Buckets buckets =
          BucketFile.create(
              directory, new BucketFile.Terms("c", "boot", 1, 1, COUNTERS), Clock.SYSTEM);
      // The mapping holds the memory; nobody opens the file again.
      Files.delete(directory.resolve(BucketFile.NAME));
      Files.delete(directory);
      return buckets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
