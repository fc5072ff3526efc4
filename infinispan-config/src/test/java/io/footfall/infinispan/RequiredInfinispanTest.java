package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredInfinispanTest {

  @ParameterizedTest
  @ValueSource(strings = {"16.1.4", "16.1.0.Final", "16.10.0", "17.0.0-SNAPSHOT", "unknown", "x.y"})
  void version_lateEnoughOrUnknown_passes(String version) {
    assertThatCode(() -> RequiredInfinispan.check(version)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"15.2.6.Final", "16.0.5", "9.4.24.Final"})
  void version_tooOld_isNamedWithTheWayOut(String version) {
    assertThatThrownBy(() -> RequiredInfinispan.check(version))
        .isInstanceOf(LedgerStartException.class)
        .hasMessageContainingAll(
            "Infinispan " + version, "16.1 or later", "infinispan.version", "footfall-filter-all");
  }

  @Test
  void loggingTooOld_isNamedWithTheWayOut() {
    assertThatThrownBy(() -> RequiredInfinispan.checkLogging(getClass()))
        .isInstanceOf(LedgerStartException.class)
        .hasMessageContainingAll(
            "test-classes",
            "3.6",
            "delegate=\"false\"",
            "glassfish-web.xml",
            "footfall-filter-all");
    assertThatThrownBy(() -> RequiredInfinispan.checkLogging(String.class))
        .isInstanceOf(LedgerStartException.class)
        .hasMessageContaining("the container's");
  }

  @Test
  void theOneThatIsThere_passes() {
    assertThatCode(RequiredInfinispan::check).doesNotThrowAnyException();
  }
}
