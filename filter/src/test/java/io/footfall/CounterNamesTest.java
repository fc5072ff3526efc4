package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterNamesTest {

  @Test
  void problem_emptyName_isReported() {
    assertThat(CounterNames.problem("")).contains("must not be empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "€", "😀", "ab", "(", " "})
  void problem_lengthInBytes_isBoundedAt255(String unit) {
    int bytes = unit.getBytes(StandardCharsets.UTF_8).length;
    String longest = unit.repeat(255 / bytes) + "x".repeat(255 % bytes);
    assertThat(CounterNames.problem(longest)).isNull();
    assertThat(CounterNames.problem(longest + "x")).contains("1 to 255 bytes").contains("256");
  }

  @Test
  void problem_longName_showsItsBeginningWithoutControlCharacters() {
    String hostile = "a\n\u0085\u2028\u2029\u0007" + "b".repeat(300);
    assertThat(CounterNames.problem(hostile))
        .contains("306")
        .contains("a?????bbb")
        .hasSizeLessThan(150);
  }

  @Test
  void problem_longNameCutInsideAPair_showsNoHalfOfIt() {
    String name = "x".repeat(39) + "😀".repeat(100);
    String problem = CounterNames.problem(name);
    assertThat(problem).isNotNull();
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(problem)).isTrue();
  }

  @Property
  void problem_controlCharacterAnywhere_isReportedWithItsPlace(
      @ForAll @IntRange(min = 0, max = 33) int which, @ForAll @IntRange(min = 0, max = 20) int at) {
    int[] extra = {0x7f, 0x85};
    int control = which < 32 ? which : extra[which - 32];
    String name = "n".repeat(at) + Character.toString(control) + "n";
    assertThat(CounterNames.problem(name)).contains("U+%04X at index %d".formatted(control, at));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x2028, 0x2029, 0x9f, 0x80})
  void problem_separatorsAndC1Controls_areReported(int point) {
    assertThat(CounterNames.problem("a" + Character.toString(point)))
        .contains("no control characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83dz", "\ude00\ud83d"})
  void problem_halfSurrogatePair_isReported(String name) {
    assertThat(CounterNames.problem(name)).contains("half a surrogate pair");
  }

  @Property
  void problem_isNullExactlyForNamesThatSurviveUtf8AndFollowTheRule(
      @ForAll @StringLength(max = 300) String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    boolean good =
        bytes.length >= 1
            && bytes.length <= 255
            && new String(bytes, StandardCharsets.UTF_8).equals(name)
            && name.codePoints()
                .noneMatch(p -> Character.isISOControl(p) || p == 0x2028 || p == 0x2029);
    assertThat(CounterNames.problem(name) == null).isEqualTo(good);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requests",
        "(other)",
        "status:2xx",
        "method:GET",
        "route:/a",
        "host:b",
        "status:",
        "method:(other)"
      })
  void requireFree_keptName_isRefusedAndSaysWhichAre(String name) {
    assertThat(CounterNames.isKept(name)).isTrue();
    assertThatThrownBy(() -> CounterNames.requireFree(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("requests, (other)")
        .hasMessageContaining("status:, method:, route:, host:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"request", "Requests", "requests ", "other", "status", "xstatus:", "c1"})
  void requireFree_freeName_isGivenBack(String name) {
    assertThat(CounterNames.isKept(name)).isFalse();
    assertThat(CounterNames.requireFree(name)).isEqualTo(name);
  }

  @Test
  void requireFree_badName_isRefused() {
    assertThatThrownBy(() -> CounterNames.requireFree("a\tb"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+0009 at index 1");
  }
}
