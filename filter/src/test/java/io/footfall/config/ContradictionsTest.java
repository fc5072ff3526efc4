package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContradictionsTest {

  @Test
  void load_kubernetesWithoutHosts_fallsBackToLoopback() {
    Loaded loaded = new Given().set(Source.ENVIRONMENT, "stack", "kubernetes").load();

    assertThat(loaded.settings().stack()).isEqualTo("loopback");
    assertThat(loaded.notDefault()).isEmpty();
    assertThat(loaded.problems())
        .containsExactly(
            "footfall.stack must come with valid footfall.hosts when it is kubernetes, was \"kubernetes\" (from the environment variable FOOTFALL_STACK) without: set footfall.hosts to the DNS name of a headless service, as in footfall.default.svc.cluster.local, or remove footfall.stack; until then it is loopback");
  }

  @Test
  void load_tcpWithoutHosts_fallsBackToLoopback() {
    Loaded loaded = Given.loaded("stack", "tcp");

    assertThat(loaded.settings().stack()).isEqualTo("loopback");
    assertThat(loaded.problems())
        .singleElement()
        .asString()
        .contains("footfall.hosts", "\"tcp\"", "10.0.0.1,10.0.0.2");
  }

  @Test
  void load_loopbackWithANetworkAddress_reportsItAndListensOnThisMachine() {
    Loaded loaded = Given.loaded("bind-address", "10.99.99.99");

    assertThat(loaded.settings().bindAddress()).isEmpty();
    assertThat(loaded.notDefault()).isEmpty();
    assertThat(loaded.problems())
        .singleElement()
        .asString()
        .contains("footfall.bind-address", "\"10.99.99.99\"", "footfall.stack", "tcp");
  }

  @Test
  void load_tcpWithoutHosts_dropsItsAddressToo() {
    Loaded loaded =
        new Given().property("stack", "tcp").property("bind-address", "10.99.99.99").load();

    assertThat(loaded.settings().bindAddress()).isEmpty();
    assertThat(loaded.problems()).singleElement().asString().contains("footfall.hosts");
  }

  @Test
  void load_loopbackWithALoopbackAddress_takesIt() {
    Loaded loaded = Given.loaded("bind-address", "127.0.0.2");

    assertThat(loaded.settings().bindAddress()).isEqualTo("127.0.0.2");
    assertThat(loaded.problems()).isEmpty();
  }

  @Test
  void load_tcpWithBadHosts_reportsBoth() {
    Loaded loaded = new Given().property("stack", "tcp").property("hosts", "a:b").load();

    assertThat(loaded.settings().stack()).isEqualTo("loopback");
    assertThat(loaded.settings().hosts()).isEmpty();
    assertThat(loaded.problems()).hasSize(2);
  }

  @Test
  void load_kubernetesWithADnsName_takesItWithoutAPort() {
    Loaded loaded =
        new Given()
            .property("stack", "kubernetes")
            .property("hosts", "footfall.default.svc.cluster.local")
            .load();

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.settings().stack()).isEqualTo("kubernetes");
    assertThat(loaded.settings().hosts()).containsExactly("footfall.default.svc.cluster.local");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a:7800", "a[7800]", "::1"})
  void load_kubernetesWithAnythingElse_fallsBackToLoopback(String hosts) {
    Loaded loaded = new Given().property("stack", "kubernetes").property("hosts", hosts).load();

    assertThat(loaded.settings().stack()).isEqualTo("loopback");
    assertThat(loaded.settings().hosts()).isEmpty();
    assertThat(loaded.notDefault()).isEmpty();
    assertThat(loaded.problems())
        .singleElement()
        .asString()
        .startsWith("footfall.hosts must be one DNS name without a port")
        .contains("was \"" + hosts + "\" (from the system property footfall.hosts)");
  }

  @Test
  void load_hostsWithoutAStackThatAsksThem_saysSo() {
    Loaded byDefault = Given.loaded("hosts", "a,b");
    Loaded udp = new Given().property("hosts", "a,b").property("stack", "udp").load();

    assertThat(byDefault.settings().hosts()).isEmpty();
    assertThat(byDefault.notDefault()).isEmpty();
    assertThat(byDefault.problems())
        .containsExactly(
            "footfall.hosts must be empty when footfall.stack is loopback, was \"a,b\" (from the system property footfall.hosts): set footfall.stack=tcp, which asks the hosts, or remove footfall.hosts");
    assertThat(udp.settings().stack()).isEqualTo("udp");
    assertThat(udp.notDefault()).containsExactly("stack=udp (system property footfall.stack)");
    assertThat(udp.problems()).hasSize(1);
  }

  @Test
  void load_hostsWithABadStack_reportsTheStackOnly() {
    Loaded loaded = new Given().property("stack", "tpc").property("hosts", "a,b").load();

    assertThat(loaded.settings().hosts()).isEmpty();
    assertThat(loaded.notDefault()).isEmpty();
    assertThat(loaded.problems()).singleElement().asString().startsWith("footfall.stack must be ");
  }

  @Test
  void load_httpOffWithWordsAboutIt_saysSo() {
    Loaded loaded =
        new Given().property("http-role", "operator").property("http-open", "true").load();

    assertThat(loaded.settings().http()).isEqualTo(new Http(HttpMode.OFF, "", false));
    assertThat(loaded.notDefault()).isEmpty();
    assertThat(loaded.problems())
        .containsExactly(
            "footfall.http-role must be empty when footfall.http is off, was \"operator\" (from the system property footfall.http-role): set footfall.http to read or write, or remove footfall.http-role",
            "footfall.http-open must be false when footfall.http is off, was \"true\" (from the system property footfall.http-open): set footfall.http to read or write, or remove footfall.http-open");
  }

  @Test
  void load_httpOpenBesideARole_staysClosed_alsoWhenTheRoleIsBad() {
    for (String role : new String[] {"operator", "a\u0000b"}) {
      Loaded loaded =
          new Given()
              .property("http", "read")
              .property("http-role", role)
              .property("http-open", "true")
              .load();

      assertThat(loaded.settings().http().open()).isFalse();
      assertThat(loaded.problems())
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .startsWith("footfall.http-open must be false when footfall.http-role is"));
    }
  }

  @Test
  void load_httpWithABadMode_reportsTheModeOnly() {
    Loaded loaded = new Given().property("http", "rw").property("http-role", "operator").load();

    assertThat(loaded.settings().http().mode()).isEqualTo(HttpMode.OFF);
    assertThat(loaded.problems()).singleElement().asString().startsWith("footfall.http must be ");
  }

  @Test
  void load_httpOpen_isTaken() {
    Loaded loaded = new Given().property("http", "write").property("http-open", "true").load();

    assertThat(loaded.settings().http()).isEqualTo(new Http(HttpMode.WRITE, "", true));
    assertThat(loaded.problems()).isEmpty();
  }
}
