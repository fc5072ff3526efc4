package io.footfall.flow;

import io.footfall.model.Disk;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Many histories. Speaks in types of the JDK only, so that it can be called across class loaders.
 */
public final class ModelRun {

  private static final Logger LOG = Logger.getLogger("io.footfall");

  private ModelRun() {}

  /**
   * Plays histories one after the other until one fails.
   *
   * @param crashPoints is given the steps at which processes were ended
   * @return the failure of one of the histories that failed, or null
   */
  public static @Nullable String play(
      long firstSeed, long count, int threads, Set<String> crashPoints)
      throws InterruptedException {
    Level before = LOG.getLevel();
    LOG.setLevel(Level.OFF); // Every fault would be told of, a hundred thousand times.
    AtomicLong next = new AtomicLong(firstSeed);
    AtomicReference<@Nullable String> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          Disk.Buffers buffers = new Disk.Buffers();
          Set<String> points = new TreeSet<>();
          for (long seed = next.getAndIncrement();
              seed < firstSeed + count && failure.get() == null;
              seed = next.getAndIncrement()) {
            String wrong = History.play(seed, buffers, points);
            if (wrong != null) {
              failure.compareAndSet(null, wrong);
            }
          }
          synchronized (crashPoints) {
            crashPoints.addAll(points);
          }
        };
    Thread[] walkers = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      walkers[i] = new History.Walker(work);
      walkers[i].start();
    }
    for (Thread walker : walkers) {
      walker.join();
    }
    LOG.setLevel(before);
    return failure.get();
  }
}
