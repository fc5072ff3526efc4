package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExclusionsTest {

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b, true",
    "/a/b, /a/b/, false",
    "/a/b, /a/bc, false",
    "/a/b, /a, false",
    "/a/*, /a, true",
    "/a/*, /a/, true",
    "/a/*, /a/b/c, true",
    "/a/*, /ab, false",
    "/a/*, /b/a/c, false",
    "/*, /, true",
    "/*, /anything, true",
    "/*, '', true",
    "/, /, true",
    "/, /a, false",
    "*.css, /a/b.css, true",
    "*.css, /.css, true",
    "*.css, /a.css/b, false",
    "*.css, /a.cssx, false",
    "*.css, /css, false",
    "*.css, s, false",
  })
  void matches_as_a_servlet_mapping_would(String pattern, String path, boolean expected) {
    assertThat(new Exclusions(List.of(pattern)).matches(path, null)).isEqualTo(expected);
  }

  @Property
  void matches_is_the_same_wherever_the_path_is_cut(
      @ForAll @Chars({'/', 'a', '.'}) @StringLength(max = 8) String path,
      @ForAll @IntRange(max = 8) int at,
      @ForAll @IntRange(max = 5) int which) {
    List<String> patterns = List.of("/a", "/a/*", "*.a", "/*", "/", "/a/a");
    Exclusions exclusions = new Exclusions(List.of(patterns.get(which)));
    int cut = Math.min(at, path.length());

    assertThat(exclusions.matches(path.substring(0, cut), path.substring(cut)))
        .isEqualTo(exclusions.matches(path, null));
  }

  @Test
  void matches_none_without_patterns() {
    assertThat(new Exclusions(List.of()).isEmpty()).isTrue();
    assertThat(new Exclusions(List.of("*.a")).isEmpty()).isFalse();
    assertThat(new Exclusions(List.of()).matches("/a", null)).isFalse();
    assertThat(new Exclusions(List.of("/a")).matches(null, null)).isFalse();
  }
}
