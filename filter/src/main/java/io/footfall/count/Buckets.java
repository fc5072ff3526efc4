package io.footfall.count;

import io.footfall.Counter;
import io.footfall.Counters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one identity and the cells they are counted in.
 *
 * <p>Design, after the JDK's {@code Striped64} and with its cells in a file:
 *
 * <ol>
 *   <li>A cell is a 64-bit word that only grows. A thread adds to the cell of its own stripe with
 *       one atomic add; no thread ever writes a cell in another way.
 *   <li>A counter's sum is the sum over its stripes. A reader may miss additions that happen while
 *       it reads, and never sees one that did not happen; because cells only grow, what it reads
 *       later is never less.
 *   <li>Progress: adding is wait-free, reading too. Only the first use of a name takes a lock.
 *   <li>The memory may be shared with another process for a moment (a late request of a web
 *       application whose lock was given up): atomic adds keep both exact.
 * </ol>
 *
 * <p>Increments are read before decrements, so that a reader who races with a pair of both errs to
 * the low side.
 */
public final class Buckets {

  private static final Logger LOG = System.getLogger(Buckets.class.getName());

  private final Cells cells;
  private final Layout layout;
  private final @Nullable Directory directory;
  private final Identity identity;
  private final long incarnation;
  private final int limit;
  private final int stripeMask;

  private final ConcurrentHashMap<String, BucketCounter> counters = new ConcurrentHashMap<>();
  private final LongAdder folded = new LongAdder();
  private final Object naming = new Object();

  /** Written under {@link #naming}, each element before {@link #size} covers it. */
  private volatile @Nullable String[] names = new String[64];

  private volatile int size;
  private volatile boolean open = true;

  private Buckets(
      Cells cells,
      Layout layout,
      @Nullable Directory directory,
      Identity identity,
      long incarnation,
      int limit) {
    this.cells = cells;
    this.layout = layout;
    this.directory = directory;
    this.identity = identity;
    this.incarnation = incarnation;
    this.limit = Math.min(limit, layout.capacity());
    this.stripeMask = layout.stripes() - 1;
  }

  /**
   * Buckets in the heap under a fresh identity, for when no file can be had.
   *
   * @param processors how many threads may truly run at once
   * @param capacity how many counters have room, from 64 to 1,048,576
   */
  public static Buckets inHeap(int processors, int capacity) {
    return inHeap(processors, capacity, Identity.fresh());
  }

  /** The same under an identity that nobody has used. */
  public static Buckets inHeap(int processors, int capacity, Identity identity) {
    Layout layout = new Layout(Layout.stripesFor(processors), capacity, false);
    Buckets buckets =
        new Buckets(new Cells.Heap(layout.bytes()), layout, null, identity, 1, capacity);
    buckets.reserve(Counters.OTHER);
    return buckets;
  }

  /** Buckets over a bucket file of this process; the directory holds what it holds. */
  static Buckets mapped(
      Cells.Mapped cells, Layout layout, Identity identity, long incarnation, int limit) {
    Directory directory = new Directory(cells, layout);
    Buckets buckets = new Buckets(cells, layout, directory, identity, incarnation, limit);
    for (int i = 0; i < layout.capacity(); i++) {
      String name = directory.read(i);
      if (name == null) {
        break;
      }
      buckets.append(name);
    }
    if (buckets.size == 0) {
      buckets.reserve(Counters.OTHER);
    }
    return buckets;
  }

  /** Under which these counters are kept. */
  public Identity identity() {
    return identity;
  }

  /** How often a process has begun to count under the identity, from 1. */
  public long incarnation() {
    return incarnation;
  }

  /** How many counters have room; index 0 is taken by {@link Counters#OTHER}. */
  public int capacity() {
    return layout.capacity();
  }

  /**
   * The counter of a name, made at its first use, or {@link Counters#OTHER} if there is no room.
   *
   * @param name a name that {@link io.footfall.CounterNames#problem} finds nothing wrong with
   */
  public Counter counter(String name) {
    BucketCounter counter = counters.get(name);
    return counter != null ? counter : reserve(name);
  }

  private BucketCounter reserve(String name) {
    synchronized (naming) {
      BucketCounter known = counters.get(name);
      if (known != null) {
        return known;
      }
      if (!open) {
        // The directory may be another process's by now; what this counter is given is ignored.
        return Objects.requireNonNull(counters.get(Counters.OTHER), "index 0 is always taken");
      }
      int index = size;
      if (index >= limit) {
        folded.increment();
        return Objects.requireNonNull(counters.get(Counters.OTHER), "index 0 is always taken");
      }
      if (directory != null) {
        directory.write(index, name);
      }
      return append(name);
    }
  }

  private BucketCounter append(String name) {
    int index = size;
    if (index == names.length) {
      names = Arrays.copyOf(names, index * 2);
    }
    names[index] = name;
    BucketCounter counter = new BucketCounter(name, index);
    // Before anybody can add to it, so that a snapshot misses no count that was read elsewhere.
    size = index + 1;
    counters.put(name, counter);
    return counter;
  }

  /** Counts one folding that a caller did by its own budget. */
  public void countFolded() {
    folded.increment();
  }

  /** How many times a new name was folded into an {@code (other)} counter since the start. */
  public long folded() {
    return folded.sum();
  }

  /**
   * What has been counted under a name until now; zero if nothing. May miss concurrent additions.
   */
  public Sum sum(String name) {
    BucketCounter counter = counters.get(name);
    return counter == null ? Sum.ZERO : counter.sum();
  }

  /** Where a name stands in {@link #snapshot}; -1 if it does not. */
  public int index(String name) {
    BucketCounter counter = counters.get(name);
    return counter == null ? -1 : counter.index;
  }

  /** What has been counted under all names until now. May miss concurrent additions. */
  public Sums snapshot() {
    int length = size;
    @Nullable String[] named = names;
    long[] increments = new long[length];
    for (int stripe = 0; stripe < layout.stripes(); stripe++) {
      int at = layout.cellAt(stripe, 0);
      for (int i = 0; i < length; i++, at += Long.BYTES) {
        increments[i] = Sums.plus(increments[i], cells.getOpaque(at));
      }
    }
    VarHandle.loadLoadFence(); // Increments are read before decrements.
    long[] decrements = new long[length];
    for (int i = 0; i < length; i++) {
      decrements[i] = cells.getOpaque(layout.decrementAt(i));
      stopIfFull(i, increments, decrements);
    }
    return new Sums(named, increments, decrements);
  }

  private void stopIfFull(int index, long[] increments, long[] decrements) {
    if (increments[index] >= Counter.MAX_SUM || decrements[index] >= Counter.MAX_SUM) {
      BucketCounter counter = counters.get(String.valueOf(names[index]));
      if (counter != null) {
        counter.stopIfFull(increments[index], decrements[index]);
      }
      increments[index] = Sums.capped(increments[index]);
      decrements[index] = Sums.capped(decrements[index]);
    }
  }

  /** Stops counting: what is added from now on is ignored, and no name is written any more. */
  public void close() {
    synchronized (naming) {
      open = false;
    }
  }

  /** Marks the file so that the next opening takes a fresh identity. No effect in the heap. */
  public void retire() {
    if (directory != null) {
      cells.setRelease(Header.RETIRED_AT, 1);
    }
  }

  private final class BucketCounter implements Counter {
    private final String name;
    private final int index;
    private final int firstCell;
    private final int decrementCell;

    /** Set by a reader that has seen the sum at its limit; far below where a cell would wrap. */
    private volatile boolean incrementsFull;

    private volatile boolean decrementsFull;

    BucketCounter(String name, int index) {
      this.name = name;
      this.index = index;
      this.firstCell = layout.cellAt(0, index);
      this.decrementCell = layout.decrementAt(index);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void increment() {
      addIncrements(1);
    }

    @Override
    public void add(long amount) {
      if (amount < -MAX_ADD || amount > MAX_ADD) {
        throw new IllegalArgumentException(
            "an amount added to \"%s\" must be from %d to %d, was %d"
                .formatted(name, -MAX_ADD, MAX_ADD, amount));
      }
      if (amount > 0) {
        addIncrements(amount);
      } else if (amount < 0 && open && !decrementsFull) {
        cells.getAndAdd(decrementCell, -amount);
      }
    }

    private void addIncrements(long amount) {
      if (open && !incrementsFull) {
        int stripe = (int) Thread.currentThread().getId() & stripeMask;
        cells.getAndAdd(firstCell + stripe * layout.runBytes(), amount);
      }
    }

    /** Called by readers; two at once may both report it. */
    private void stopIfFull(long increments, long decrements) {
      if (increments >= MAX_SUM && !incrementsFull) {
        incrementsFull = true;
        reportFull("increments");
      }
      if (decrements >= MAX_SUM && !decrementsFull) {
        decrementsFull = true;
        reportFull("decrements");
      }
    }

    private void reportFull(String direction) {
      LOG.log(
          Level.WARNING,
          "the {0} of the counter \"{1}\" have reached {2} and stop growing: count under a new name",
          direction,
          name,
          String.valueOf(MAX_SUM));
    }

    private Sum sum() {
      long increments = 0;
      for (int stripe = 0; stripe <= stripeMask; stripe++) {
        increments = Sums.plus(increments, cells.getOpaque(firstCell + stripe * layout.runBytes()));
      }
      VarHandle.loadLoadFence(); // Increments are read before decrements.
      return new Sum(Sums.capped(increments), Sums.capped(cells.getOpaque(decrementCell)));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
