package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class HeaderTest {

  private static Header header(String cluster, String boot, long n) {
    return new Header(
        new Identity(n, ~n), cluster, new Layout(8, 4711, true), boot, n + 1, n - 1, n * 3);
  }

  @Property
  void page_isReadBack(
      @ForAll @StringLength(max = 250) String raw,
      @ForAll @StringLength(max = 40) String rawBoot,
      @ForAll long n)
      throws Exception {
    Header header = header(raw.replaceAll("\\p{Cs}", "?"), rawBoot.replaceAll("\\p{Cs}", "?"), n);
    byte[] page = header.toPage();
    assertThat(page).hasSize(Layout.HEADER_BYTES);
    assertThat(Header.read(ByteBuffer.wrap(page))).isEqualTo(header);
  }

  @Example
  void texts_thatJustFit_areReadBack_andLongerOnesRefused() throws Exception {
    int room = 1016 - 8 - 16 - 40 - 4;
    Header longest = header("x".repeat(room - 4), "boot", 1);
    assertThat(Header.read(ByteBuffer.wrap(longest.toPage()))).isEqualTo(longest);
    assertThatThrownBy(() -> header("x".repeat(room - 3), "boot", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most %d bytes".formatted(room))
        .hasMessageContaining("have %d".formatted(room + 1));
  }

  @Example
  void notTheSame_namesTheFirstDoubt() {
    Header header = header("c", "boot", 1);
    assertThat(header.notTheSame("boot", 2, 0)).isNull();
    assertThat(header.notTheSame("boot2", 2, 0)).contains("started anew");
    assertThat(header.notTheSame("boot", 3, 0)).contains("copy");
    assertThat(header.notTheSame("boot", 2, 1)).contains("restored");
    assertThat(header.notTheSame("", 2, 0)).contains("does not tell");
    assertThat(header("c", "", 1).notTheSame("", 2, 0)).contains("does not tell");
  }

  @Example
  void notTheSame_whereFilesHaveNoNumbers_isADoubt() {
    assertThat(header("c", "boot", -1).notTheSame("boot", 0, -2)).contains("copy");
  }

  @Example
  void read_shortPage_isUnsound() {
    byte[] page = header("c", "boot", 1).toPage();
    for (int length : new int[] {0, 8, 1023, 4095}) {
      assertThatThrownBy(() -> Header.read(ByteBuffer.wrap(page).slice(0, length)))
          .isInstanceOf(Header.Unsound.class)
          .hasMessageContaining("it has %d bytes".formatted(length));
    }
  }
}
