package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.example:7801|a.example[7801]",
        "a.example[80]|a.example[80]",
        "10.0.0.1:1|10.0.0.1[1]",
        "fe80::1[7800]|fe80::1[7800]"
      })
  void initialHosts_itemWithPort_isThatPortAlone(String item, String expected) {
    assertThat(Hosts.initialHosts(List.of(item), 7800)).isEqualTo(expected);
  }

  @Test
  void initialHosts_itemWithoutPort_isAllTenPorts() {
    assertThat(Hosts.initialHosts(List.of("a", "::1"), 9000).split(","))
        .hasSize(20)
        .startsWith("a[9000]", "a[9001]")
        .contains("a[9009]", "::1[9000]")
        .endsWith("::1[9009]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:0", "a:65536", "a[x]", "a[1", "a,b", ":1"})
  void hosts_malformed_isRefused(String item) {
    assertThatThrownBy(() -> tcp(List.of(item)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hosts")
        .hasMessageContaining("\"" + item + "\"");
  }

  @Test
  void hosts_thatDoNotGoWithTheStack_areRefused() {
    assertThatThrownBy(() -> tcp(List.of())).hasMessageContaining("at least one node");
    assertThatThrownBy(() -> of("kubernetes", List.of("a", "b"), "", 7800))
        .hasMessageContaining("one DNS name");
    assertThatThrownBy(() -> of("loopback", List.of("a"), "", 7800))
        .hasMessageContaining("no meaning");
  }

  @Test
  void port_outOfBounds_isRefused() {
    assertThatThrownBy(() -> of("loopback", List.of(), "", 65_001))
        .hasMessageContaining("between 1024 and 65000, was 65001");
  }

  @Test
  void bindAddress_outsideOfTheMachineForLoopback_isRefused() {
    assertThatThrownBy(() -> of("loopback", List.of(), "10.0.0.1", 7800))
        .hasMessageContaining("bind-address \"10.0.0.1\"");
    assertThat(of("loopback", List.of(), "127.0.0.2", 7800).bindAddress()).isEqualTo("127.0.0.2");
  }

  @Test
  void timeouts_outOfBounds_areRefused() {
    LedgerOptions good = LedgerOptions.loopback("c", "n");
    assertThatThrownBy(
            () ->
                new LedgerOptions(
                    "c",
                    "n",
                    "loopback",
                    List.of(),
                    "",
                    7800,
                    Duration.ofMillis(99),
                    good.remoteTimeout()))
        .hasMessageContaining("join-timeout must be between 100 ms and 60000 ms");
    assertThatThrownBy(
            () ->
                new LedgerOptions(
                    "c",
                    "n",
                    "loopback",
                    List.of(),
                    "",
                    7800,
                    good.joinTimeout(),
                    Duration.ofHours(1)))
        .hasMessageContaining("remote-timeout");
  }

  @Test
  void names_blank_areRefused() {
    assertThatThrownBy(() -> LedgerOptions.loopback(" ", "n")).hasMessageContaining("cluster");
    assertThatThrownBy(() -> LedgerOptions.loopback("c", "")).hasMessageContaining("node name");
  }

  private static LedgerOptions tcp(List<String> hosts) {
    return of("tcp", hosts, "127.0.0.1", 7800);
  }

  private static LedgerOptions of(String stack, List<String> hosts, String bind, int port) {
    return new LedgerOptions(
        "c",
        "n",
        stack,
        hosts,
        bind,
        port,
        LedgerOptions.DEFAULT_JOIN_TIMEOUT,
        LedgerOptions.DEFAULT_REMOTE_TIMEOUT);
  }
}
