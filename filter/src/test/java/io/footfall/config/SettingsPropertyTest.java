package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SettingsPropertyTest {

  @Property(tries = 2000)
  void load_anything_neverThrowsAndStaysWithinBounds(
      @ForAll("parameters") Map<String, String> properties,
      @ForAll("parameters") Map<String, String> environment,
      @ForAll("parameters") Map<String, String> filter,
      @ForAll("parameters") Map<String, String> context,
      @ForAll String contextName,
      @ForAll String hostName) {
    Loaded loaded =
        SettingsLoader.load(
            new Sources(
                properties, environment, filter, context, contextName, Given.BASE, () -> hostName));

    Settings settings = loaded.settings();
    assertThat(settings.node()).isNotBlank().hasSizeBetween(1, 100).doesNotContain("\n", "\u0000");
    assertThat(settings.location()).hasSizeLessThan(200);
    assertThat(settings.url()).matches("|(?i)https?://.{1,992}");
    assertThat(settings.directory().getParent()).isEqualTo(settings.dataDir()).isAbsolute();
    assertThat(settings.cluster()).matches("[A-Za-z0-9._-]{1,100}");
    assertThat(settings.stack()).isIn("loopback", "tcp", "udp", "kubernetes");
    assertThat(settings.hosts()).hasSizeLessThanOrEqualTo(100);
    switch (settings.stack()) {
      case "tcp" ->
          assertThat(settings.hosts())
              .isNotEmpty()
              .allMatch(host -> host.matches("[^\\[]+\\[\\d+]"));
      case "kubernetes" ->
          assertThat(settings.hosts()).singleElement().asString().matches("[A-Za-z0-9._-]+");
      default -> assertThat(settings.hosts()).isEmpty();
    }
    assertThat(settings.bindAddress()).hasSizeLessThanOrEqualTo(253);
    assertThat(settings.port()).isBetween(1024, 65000);
    assertThat(settings.flushInterval()).isBetween(Duration.ofMillis(100), Duration.ofHours(1));
    assertThat(settings.counters()).isSubsetOf(Set.of(CounterKind.values()));
    assertThat(settings.maxCounters()).isBetween(64, 1_048_576);
    assertThat(settings.exclude())
        .hasSizeLessThanOrEqualTo(100)
        .allMatch(pattern -> pattern.startsWith("/") || pattern.startsWith("*."));
    assertThat(settings.joinTimeout()).isBetween(Duration.ofMillis(100), Duration.ofMinutes(1));
    assertThat(settings.packAfter()).isBetween(Duration.ofMinutes(1), Duration.ofDays(30));
    int heading = loaded.problems().isEmpty() ? 0 : 1;
    assertThat(loaded.message().split("\n", -1))
        .hasSize(Math.max(1, loaded.problems().size() + heading));
  }

  @Provide
  Arbitrary<Map<String, String>> parameters() {
    List<String> known =
        Setting.ALL.stream()
            .flatMap(setting -> Stream.of(Source.values()).map(each -> each.key(setting.name())))
            .toList();
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(known),
            Arbitraries.strings().map(name -> "footfall." + name),
            Arbitraries.strings().map(name -> "FOOTFALL_" + name),
            Arbitraries.of("HOSTNAME", "FOOTFALL_PORT_80_TCP"));
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.strings(),
            Arbitraries.strings().withChars("0123456789msh.,:[]/*-+ ").ofMaxLength(12),
            Arbitraries.of(
                "true",
                "false",
                "tcp",
                "udp",
                "kubernetes",
                "a,b:1",
                "a.example.org",
                "::1[7]",
                "1s",
                "50ms",
                "7900",
                "100",
                "status,host",
                "none",
                "/a/*,*.css",
                "1,2,x",
                "http://a/",
                "tcp://10.0.0.1:80",
                "C:\\x",
                "a\u0000"));
    return Arbitraries.maps(names, values).ofMaxSize(12);
  }
}
