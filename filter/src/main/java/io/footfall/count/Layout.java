package io.footfall.count;

/**
 * Where things lie in a bucket file, from its number of stripes and its capacity.
 *
 * <pre>
 * 0      header, 4096 bytes (see {@link Header})
 * 4096   directory: one record of 264 bytes per counter
 * …      stripes, each a dense run of one cell per counter, 128 bytes between runs so that threads
 *        on neighbouring stripes share no cache line, adjacent-line prefetch included
 * …      decrements: one cell per counter
 * </pre>
 *
 * @param stripes a power of two from 1 to 64
 * @param capacity how many counters have room, from 64 to 1,048,576
 * @param directory whether the names lie in the same memory; false in the heap, where the map of
 *     counters already holds them
 */
record Layout(int stripes, int capacity, boolean directory) {

  static final int HEADER_BYTES = 4096;
  static final int RECORD_BYTES = 264;
  static final int MAX_STRIPES = 64;
  static final int MIN_CAPACITY = 64;
  static final int MAX_CAPACITY = 1 << 20;
  private static final int GAP_BYTES = 128;

  Layout {
    if (Integer.bitCount(stripes) != 1 || stripes < 1 || stripes > MAX_STRIPES) {
      throw new IllegalArgumentException(
          "stripes must be a power of two from 1 to " + MAX_STRIPES + ", was " + stripes);
    }
    if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity must be from %d to %d, was %d".formatted(MIN_CAPACITY, MAX_CAPACITY, capacity));
    }
  }

  /**
   * The stripes for a number of processors: the next power of two from twice as many, at most 64.
   */
  static int stripesFor(int processors) {
    int wanted = 2 * Math.min(Math.max(processors, 1), MAX_STRIPES / 2);
    return Integer.highestOneBit(2 * wanted - 1);
  }

  int recordAt(int index) {
    return HEADER_BYTES + index * RECORD_BYTES;
  }

  int cellAt(int stripe, int index) {
    return cells() + stripe * runBytes() + index * Long.BYTES;
  }

  int decrementAt(int index) {
    return cellAt(stripes, index);
  }

  /** From one stripe's cell of a counter to the next stripe's. */
  int runBytes() {
    return roundUp(capacity * Long.BYTES, GAP_BYTES) + GAP_BYTES;
  }

  int bytes() {
    return roundUp(cells() + (stripes + 1) * runBytes(), 4096);
  }

  private int cells() {
    // In the heap the gap keeps the array's length, which every access reads, off the line of the
    // first cells, which every request writes.
    return directory ? roundUp(HEADER_BYTES + capacity * RECORD_BYTES, 4096) : GAP_BYTES;
  }

  private static int roundUp(int bytes, int step) {
    return (bytes + step - 1) / step * step;
  }
}
