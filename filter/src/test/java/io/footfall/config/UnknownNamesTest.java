package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownNamesTest {

  @Test
  void load_unknownName_isAProblemInEachSourceOfOurOwn() {
    Loaded loaded =
        new Given()
            .write(Source.SYSTEM_PROPERTY, "footfall.prot", "1")
            .write(Source.FILTER_PARAMETER, "nodes", "x")
            .write(Source.CONTEXT_PARAMETER, "footfall.flush-intervall", "1s")
            .load();

    assertThat(loaded.problems())
        .containsExactly(
            "unknown setting footfall.prot (system property): did you mean port?",
            "unknown setting nodes (filter parameter): did you mean node?",
            "unknown setting footfall.flush-intervall (context parameter): did you mean"
                + " flush-interval?");
  }

  @Test
  void load_otherPeoplesNames_areLeftAlone() {
    Loaded loaded =
        new Given()
            .write(Source.SYSTEM_PROPERTY, "footfallen", "1")
            .write(Source.SYSTEM_PROPERTY, "FOOTFALL_PORTS", "1")
            .write(Source.SYSTEM_PROPERTY, "port", "1")
            .write(Source.ENVIRONMENT, "FOOTFALL", "1")
            .write(Source.ENVIRONMENT, "footfall.nonsense", "1")
            .write(Source.CONTEXT_PARAMETER, "contextConfigLocation", "x")
            .load();

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "flush_interval,flush-interval",
    "flushInterval,flush-interval",
    "Enabled,enabled",
    "footfall.port,port",
    "dataDir,data-dir",
    "datadir,data-dir",
    "bindaddress,bind-address",
    "host,hosts",
    "uri,url",
    "excludes,exclude",
    "maxcounters,max-counters",
  })
  void load_nearMiss_suggestsTheName(String written, String meant) {
    assertThat(new Given().write(Source.FILTER_PARAMETER, written, "x").load().problems())
        .containsExactly(
            "unknown setting %s (filter parameter): did you mean %s?".formatted(written, meant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics", "time-to-live", "consistency", "x", ""})
  void load_nothingNear_listsTheSettings(String written) {
    assertThat(new Given().write(Source.CONTEXT_PARAMETER, "footfall." + written, "x").load())
        .extracting(Loaded::message)
        .asString()
        .contains("unknown setting footfall." + written + " (context parameter): remove it, or")
        .contains("enabled, node, location")
        .endsWith("strict");
  }

  @Test
  void load_unknownVariable_isOnlyAWarning() {
    Loaded loaded =
        new Given()
            .write(Source.ENVIRONMENT, "FOOTFALL_FLUSH_INTERVALL", "x")
            .write(Source.ENVIRONMENT, "FOOTFALL_DATA-DIR", "x")
            .load();

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.warnings())
        .containsExactly(
            "unknown setting FOOTFALL_DATA-DIR (environment variable): did you mean"
                + " FOOTFALL_DATA_DIR?",
            "unknown setting FOOTFALL_FLUSH_INTERVALL (environment variable): did you mean"
                + " FOOTFALL_FLUSH_INTERVAL?");
  }

  @Test
  void load_variablesThatKubernetesInjects_areOneWarningAndNoSetting() {
    Loaded loaded =
        new Given()
            .write(Source.ENVIRONMENT, "FOOTFALL_PORT", "tcp://10.0.0.1:80")
            .write(Source.ENVIRONMENT, "FOOTFALL_PORT_80_TCP", "tcp://10.0.0.1:80")
            .write(Source.ENVIRONMENT, "FOOTFALL_PORT_80_TCP_PROTO", "tcp")
            .write(Source.ENVIRONMENT, "FOOTFALL_SERVICE_HOST", "10.0.0.1")
            .write(Source.ENVIRONMENT, "FOOTFALL_SERVICE_PORT_HTTP", "80")
            .write(Source.ENVIRONMENT, "FOOTFALL_NODE_PORT", "udp://10.0.0.2:80")
            .set(Source.CONTEXT_PARAMETER, "port", "7900")
            .load();

    assertThat(loaded.settings().port()).isEqualTo(7900);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.warnings())
        .containsExactly(
            "ignored FOOTFALL_NODE_PORT, FOOTFALL_PORT, FOOTFALL_PORT_80_TCP,"
                + " FOOTFALL_PORT_80_TCP_PROTO, FOOTFALL_SERVICE_HOST, FOOTFALL_SERVICE_PORT_HTTP"
                + " in the environment, which Kubernetes writes for a service of this name: give"
                + " the service another name, or set enableServiceLinks: false in the pod");
  }

  @Test
  void load_serviceAddressElsewhere_isABadValue() {
    Loaded property = Given.loaded("port", "tcp://10.0.0.1:80");
    Loaded otherVariable = new Given().set(Source.ENVIRONMENT, "url", "tcp://10.0.0.1:80").load();

    assertThat(property.problems()).hasSize(1);
    assertThat(otherVariable.problems()).hasSize(1);
    assertThat(otherVariable.warnings()).isEmpty();
  }
}
