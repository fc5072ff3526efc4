package io.footfall.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;

/**
 * The memory of the buckets, addressed in bytes: a mapped file, or the heap when no file can be
 * had.
 *
 * <p>Longs are little-endian and lie at multiples of eight. The atomic modes are those of {@link
 * VarHandle}. {@link #setRelease} of an entry's first word pairs with {@link #getAcquire} of it.
 */
abstract sealed class Cells {

  abstract long getAndAdd(int offset, long amount);

  abstract long getOpaque(int offset);

  abstract long getAcquire(int offset);

  abstract void setRelease(int offset, long value);

  /**
   * A file, mapped shared and writable, or read-only for looking at a directory nobody holds.
   *
   * <p>The mapping is never undone by hand: it goes with the last object that refers to it, so no
   * thread can ever touch memory that is gone.
   */
  static final class Mapped extends Cells {
    private static final VarHandle LONG =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;

    Mapped(MappedByteBuffer memory) {
      this.memory = memory;
    }

    @Override
    long getAndAdd(int offset, long amount) {
      return (long) LONG.getAndAdd(memory, offset, amount);
    }

    @Override
    long getOpaque(int offset) {
      return (long) LONG.getOpaque(memory, offset);
    }

    @Override
    long getAcquire(int offset) {
      return (long) LONG.getAcquire(memory, offset);
    }

    @Override
    void setRelease(int offset, long value) {
      LONG.setRelease(memory, offset, value);
    }

    void read(int offset, byte[] target) {
      memory.get(offset, target);
    }

    void write(int offset, byte[] source) {
      memory.put(offset, source);
    }
  }

  /** The same layout in the heap. A byte buffer over the heap has no atomic access on JDK 25. */
  static final class Heap extends Cells {
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] memory;

    Heap(int bytes) {
      memory = new long[bytes >>> 3];
    }

    @Override
    long getAndAdd(int offset, long amount) {
      return (long) LONG.getAndAdd(memory, offset >>> 3, amount);
    }

    @Override
    long getOpaque(int offset) {
      return (long) LONG.getOpaque(memory, offset >>> 3);
    }

    @Override
    long getAcquire(int offset) {
      return (long) LONG.getAcquire(memory, offset >>> 3);
    }

    @Override
    void setRelease(int offset, long value) {
      LONG.setRelease(memory, offset >>> 3, value);
    }
  }
}
