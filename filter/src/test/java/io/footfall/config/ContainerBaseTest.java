package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerBaseTest {

  private static final Path HERE = Path.of("").toAbsolutePath();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jetty.base",
        "catalina.base",
        "jboss.server.data.dir",
        "wlp.server.dir",
        "server.output.dir",
        "com.sun.aas.instanceRoot"
      })
  void of_containersProperty_isTheBase(String property) {
    assertThat(ContainerBase.of(Map.of(property, "some/base/.")))
        .isEqualTo(HERE.resolve("some").resolve("base"));
  }

  @Test
  void of_noContainer_isTheWorkingDirectory() {
    assertThat(ContainerBase.of(Map.of())).isEqualTo(HERE);
  }

  @Test
  void of_blankOrInvalidProperty_isPassedOver() {
    assertThat(
            ContainerBase.of(
                Map.of(
                    "jetty.base", " ", "catalina.base", "a\u0000b", "wlp.server.dir", "liberty")))
        .isEqualTo(HERE.resolve("liberty"));
  }
}
