package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void of_baseBelowTheTemporaryDirectory_isPassedOver(@TempDir Path temporary) {
    assertThat(
            ContainerBase.of(
                Map.of(
                    "java.io.tmpdir",
                    temporary.toString(),
                    "catalina.base",
                    temporary.resolve("tomcat.8080.4711").toString())))
        .isEqualTo(HERE);
  }

  @Test
  void of_baseBelowWhatTheTemporaryDirectoryLinksTo_isPassedOver(@TempDir Path root)
      throws IOException {
    Path real = Files.createDirectory(root.resolve("real")).toRealPath();
    Path link = Files.createSymbolicLink(root.resolve("link"), real);

    assertThat(
            ContainerBase.of(
                Map.of(
                    "java.io.tmpdir",
                    link.toString(),
                    "catalina.base",
                    real.resolve("tomcat.8080.4711").toString())))
        .isEqualTo(HERE);
  }

  @Test
  void of_temporaryDirectoryInTheBase_isNoReasonToPassItOver(@TempDir Path base) {
    assertThat(
            ContainerBase.of(
                Map.of(
                    "java.io.tmpdir",
                    base.resolve("temp").toString(),
                    "catalina.base",
                    base.toString())))
        .isEqualTo(base.toAbsolutePath());
  }
}
