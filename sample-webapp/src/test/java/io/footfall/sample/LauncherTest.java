package io.footfall.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {

  @Test
  void port_is8080_whenTheEnvironmentSaysNothing() throws Exception {
    assertThat(Launcher.port(Map.of())).isEqualTo(8080);
    assertThat(Launcher.port(Map.of("PORT", " "))).isEqualTo(8080);
  }

  @Test
  void port_isTheEnvironments_fromZeroToTheLast() throws Exception {
    assertThat(Launcher.port(Map.of("PORT", "0"))).isEqualTo(0);
    assertThat(Launcher.port(Map.of("PORT", "8081"))).isEqualTo(8081);
    assertThat(Launcher.port(Map.of("PORT", "65535"))).isEqualTo(65535);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "65536", "8080.0", "99999999999"})
  void port_thatIsNone_isRefused_withItsNameValueBoundAndTheWayOut(String text) {
    assertThatThrownBy(() -> Launcher.port(Map.of("PORT", text)))
        .isInstanceOf(Launcher.CannotStart.class)
        .hasMessageContainingAll("PORT", "\"" + text + "\"", "0 to 65535", "PORT=8081");
  }

  @Test
  void debug_isOff_unlessTheEnvironmentSaysTrue() {
    assertThat(Launcher.isDebug(Map.of())).isFalse();
    assertThat(Launcher.isDebug(Map.of("DEBUG", "no"))).isFalse();
    assertThat(Launcher.isDebug(Map.of("DEBUG", "true"))).isTrue();
    assertThat(Launcher.isDebug(Map.of("DEBUG", " TRUE "))).isTrue();
  }
}
