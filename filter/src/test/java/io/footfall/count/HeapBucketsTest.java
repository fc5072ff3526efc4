package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HeapBucketsTest extends BucketsContract {

  private Cells cells = new Cells.Heap(0);
  private Layout layout = new Layout(1, 64, false);

  @Override
  Buckets buckets(int maxCounters) throws ReflectiveOperationException {
    Buckets buckets = Buckets.inHeap(2, maxCounters);
    Field field = Buckets.class.getDeclaredField("cells");
    field.setAccessible(true);
    cells = (Cells) Objects.requireNonNull(field.get(buckets));
    layout = new Layout(4, maxCounters, false);
    return buckets;
  }

  @Override
  long cell(int offset) {
    return cells.getOpaque(offset);
  }

  @Override
  void setCell(int offset, long value) {
    cells.setRelease(offset, value);
  }

  @Override
  Layout layout() {
    return layout;
  }

  @Test
  void inHeap_capacityOutOfBounds_isRefused() {
    for (int capacity : new int[] {63, 0, -1, (1 << 20) + 1}) {
      assertThatThrownBy(() -> Buckets.inHeap(2, capacity))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 64 to 1048576, was " + capacity);
    }
  }

  @Test
  void retire_inHeap_hasNoEffect() throws Exception {
    Buckets buckets = buckets(64);
    buckets.counter("c1").increment();
    buckets.retire();
    buckets.counter("c1").increment();
    assertThat(buckets.sum("c1")).isEqualTo(new Sum(2, 0));
    assertThat(buckets.snapshot().total()).isEqualTo(2);
  }
}
