package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LayoutTest {

  private static final int LINE = 128;

  @Property
  void everythingLiesApart(
      @ForAll @IntRange(min = 0, max = 6) int power,
      @ForAll @IntRange(min = Layout.MIN_CAPACITY, max = Layout.MAX_CAPACITY) int capacity,
      @ForAll boolean directory) {
    Layout layout = new Layout(1 << power, capacity, directory);
    int last = capacity - 1;
    long end = directory ? layout.recordAt(last) + (long) Layout.RECORD_BYTES : LINE;
    assertThat((long) layout.cellAt(0, 0)).isGreaterThanOrEqualTo(end);
    for (int stripe = 1; stripe <= layout.stripes(); stripe++) {
      int before = layout.cellAt(stripe - 1, last) + Long.BYTES;
      assertThat(layout.cellAt(stripe, 0) - before).isGreaterThanOrEqualTo(LINE);
      assertThat(layout.cellAt(stripe, 0) - layout.cellAt(stripe - 1, 0))
          .isEqualTo(layout.runBytes());
    }
    assertThat(layout.decrementAt(0)).isEqualTo(layout.cellAt(layout.stripes(), 0));
    assertThat((long) layout.bytes()).isGreaterThanOrEqualTo(layout.decrementAt(last) + 8L);
    assertThat(layout.cellAt(0, 1) % Long.BYTES).isZero();
    assertThat(layout.recordAt(1) % Long.BYTES).isZero();
    assertThat(layout.runBytes() % Long.BYTES).isZero();
    assertThat(layout.bytes() % 4096).isZero();
  }

  @Example
  void usualCapacity_fitsIn64Megabytes() {
    assertThat(new Layout(16, 65_536, true).bytes()).isBetween(1, 64 << 20);
    assertThat(new Layout(64, 65_536, false).bytes()).isBetween(1, 64 << 20);
  }

  @Example
  void largest_doesNotOverflow() {
    Layout layout = new Layout(Layout.MAX_STRIPES, Layout.MAX_CAPACITY, true);
    long cells = 65L * ((8L << 20) + 128);
    long directory = 4096 + (264L << 20);
    assertThat((long) layout.bytes()).isBetween(cells + directory, cells + directory + 8192);
    assertThat(layout.decrementAt(Layout.MAX_CAPACITY - 1)).isPositive();
  }

  @Example
  void stripesFor_isThePowerOfTwoFromTwiceTheProcessors() {
    int[][] expected = {
      {-1, 2},
      {0, 2},
      {1, 2},
      {2, 4},
      {3, 8},
      {4, 8},
      {5, 16},
      {31, 64},
      {32, 64},
      {33, 64},
      {1 << 30, 64},
      {Integer.MAX_VALUE, 64}
    };
    for (int[] pair : expected) {
      assertThat(Layout.stripesFor(pair[0])).as("%d processors", pair[0]).isEqualTo(pair[1]);
    }
  }

  @Example
  void outOfBounds_isRefused() {
    for (int stripes : new int[] {0, -1, 3, 65, 128, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> new Layout(stripes, 64, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("was " + stripes);
    }
    for (int capacity : new int[] {63, -1, Layout.MAX_CAPACITY + 1}) {
      assertThatThrownBy(() -> new Layout(2, capacity, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("was " + capacity);
    }
  }
}
