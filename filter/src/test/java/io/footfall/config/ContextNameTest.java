package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextNameTest {

  @ParameterizedTest
  @CsvSource({"'',ROOT", "/,ROOT", "/shop,shop", "shop,shop", "/shop-1.2_x,shop-1.2_x"})
  void of_plainPath_isThePathWithoutItsSlash(String path, String name) {
    assertThat(ContextName.of(path)).isEqualTo(name);
  }

  @Test
  void of_pathsThatWouldCollide_stayApart() {
    Set<String> names = new HashSet<>();
    List<String> paths =
        List.of(
            "",
            "/ROOT",
            "/a/b",
            "/a_b",
            "/a%b",
            "/.",
            "/..",
            "//",
            "/ä",
            "/ö",
            "/" + "x".repeat(90),
            "/" + "x".repeat(91),
            "/" + "x".repeat(92));
    paths.forEach(path -> names.add(ContextName.of(path)));

    assertThat(names).hasSameSizeAs(paths);
    assertThat(ContextName.of("/a/b")).matches("a_b-[0-9a-f]{6}");
  }

  @Property
  void of_anyPath_isAValidName(@ForAll String path) {
    assertThat(ContextName.isValid(ContextName.of(path))).isTrue();
    assertThat(ContextName.isValid(ContextName.of(path.repeat(50)))).isTrue();
  }
}
