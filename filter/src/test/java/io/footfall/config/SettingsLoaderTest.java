package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsLoaderTest {

  @Test
  void load_nothingSet_givesTheDefaults() {
    Loaded loaded = new Given().load();

    assertThat(loaded.settings())
        .isEqualTo(
            new Settings(
                "shop",
                true,
                "machine",
                "",
                "",
                Given.BASE.resolve("footfall-data"),
                "footfall-shop",
                "loopback",
                List.of(),
                "",
                7800,
                Duration.ofSeconds(1),
                Set.of(CounterKind.STATUS),
                65_536,
                List.of(),
                List.of(
                    new SlotTier(Duration.ofSeconds(10), Duration.ofHours(1)),
                    new SlotTier(Duration.ofMinutes(1), Duration.ofDays(1)),
                    new SlotTier(Duration.ofHours(1), Duration.ofDays(31)),
                    new SlotTier(Duration.ofDays(1), Duration.ofDays(5 * 365))),
                List.of("requests"),
                Duration.ofSeconds(3),
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                new EventLogSettings("", "", "", "", null, null),
                new Http(HttpMode.OFF, "", false),
                false));
    assertThat(loaded.settings().directory())
        .isEqualTo(Given.BASE.resolve("footfall-data").resolve("shop"));
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.notDefault()).isEmpty();
    assertThat(loaded.message()).isEmpty();
    assertThat(loaded.isRefused()).isFalse();
  }

  @Test
  void load_everythingSet_givesWhatWasSet() {
    Loaded loaded =
        new Given()
            .property("enabled", "FALSE")
            .property("node", " Köln 1 ")
            .property("location", "50.94, 6.96 ,Köln, am Dom")
            .property("url", "https://count.example.org:8443/shop?x=1")
            .property("data-dir", "../counts")
            .property("cluster", "a.b_c-1")
            .property("stack", "tcp")
            .property(
                "hosts", "10.0.0.1, node_2:7801,node-3[7802] ,2001:db8::5[7803],[::1]:7804,::2")
            .property("bind-address", "match-interface:eth*")
            .property("port", "7900")
            .property("flush-interval", "250ms")
            .property("counters", "host, route,host")
            .property("max-counters", "1048576")
            .property("exclude", "/health, /static/*,*.css,/,/*")
            .property("tiers", "1s:1m, 5s:2h")
            .property("series", "requests, status:*,orders,requests")
            .property("join-timeout", "1m")
            .property("pack-after", "90m")
            .property("slot", "1m")
            .property("event-log", "off")
            .property("event-log-url", "jdbc:postgresql://db.example.org/counts?sslmode=require")
            .property("event-log-user-file", "/run/secrets/user")
            .property("event-log-password-file", "password")
            .property("http", "write")
            .property("http-role", "operator")
            .property("strict", "True")
            .load();

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.settings())
        .isEqualTo(
            new Settings(
                "shop",
                false,
                "Köln 1",
                "50.94,6.96,Köln, am Dom",
                "https://count.example.org:8443/shop?x=1",
                Given.BASE.resolveSibling("counts"),
                "a.b_c-1",
                "tcp",
                List.of(
                    "10.0.0.1[7900]",
                    "node_2[7801]",
                    "node-3[7802]",
                    "2001:db8::5[7803]",
                    "::1[7804]",
                    "::2[7900]"),
                "match-interface:eth*",
                7900,
                Duration.ofMillis(250),
                Set.of(CounterKind.ROUTE, CounterKind.HOST),
                1_048_576,
                List.of("/health", "/static/*", "*.css", "/", "/*"),
                List.of(
                    new SlotTier(Duration.ofSeconds(1), Duration.ofMinutes(1)),
                    new SlotTier(Duration.ofSeconds(5), Duration.ofHours(2))),
                List.of("requests", "status:*", "orders"),
                Duration.ofMinutes(1),
                Duration.ofMinutes(90),
                Duration.ofMinutes(1),
                new EventLogSettings(
                    "",
                    "jdbc:postgresql://db.example.org/counts?sslmode=require",
                    "",
                    "",
                    Path.of("/run/secrets/user"),
                    Given.BASE.resolve("password")),
                new Http(HttpMode.WRITE, "operator", false),
                true));
    // A data source, a user and a password contradict a URL and files, and http-open a role.
    assertThat(loaded.notDefault()).hasSize(Setting.ALL.size() - 4);
    assertThat(loaded.isRefused()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void load_setInThisSourceAndAllThatFollow_takesThisOne(Source first) {
    Given given = new Given();
    for (Source source : Source.values()) {
      if (source.compareTo(first) >= 0) {
        given.set(source, "cluster", source.name());
      }
    }

    assertThat(given.load().settings().cluster()).isEqualTo(first.name());
  }

  @ParameterizedTest
  @EnumSource
  void load_badInAnEarlierSource_reportsItAndTakesTheDefault(Source source) {
    Given given = new Given().set(source, "port", "x");
    for (Source other : Source.values()) {
      if (other.compareTo(source) > 0) {
        given.set(other, "port", "7999");
      }
    }

    Loaded loaded = given.load();

    assertThat(loaded.settings().port()).isEqualTo(7800);
    assertThat(loaded.problems())
        .containsExactly(
            "footfall.port must be a whole number between 1024 and 65000, was \"x\" (from the %s): write digits only, as in 7800"
                .formatted(
                    switch (source) {
                      case SYSTEM_PROPERTY -> "system property footfall.port";
                      case ENVIRONMENT -> "environment variable FOOTFALL_PORT";
                      case FILTER_PARAMETER -> "filter parameter port";
                      case CONTEXT_PARAMETER -> "context parameter footfall.port";
                    }));
  }

  @Test
  void load_notDefault_namesEachSource() {
    Loaded loaded =
        new Given()
            .set(Source.SYSTEM_PROPERTY, "port", "7900")
            .set(Source.ENVIRONMENT, "flush-interval", "250ms")
            .set(Source.FILTER_PARAMETER, "exclude", "/health")
            .set(Source.CONTEXT_PARAMETER, "node", "one\ntwo")
            .set(Source.CONTEXT_PARAMETER, "cluster", "a")
            .set(Source.CONTEXT_PARAMETER, "join-timeout", "3000ms")
            .load();

    assertThat(loaded.notDefault())
        .containsExactly(
            "cluster=a (context parameter footfall.cluster)",
            "port=7900 (system property footfall.port)",
            "flush-interval=250ms (FOOTFALL_FLUSH_INTERVAL in the environment)",
            "exclude=/health (filter parameter exclude)");
  }

  @Test
  void load_blankInTheEnvironment_isAsIfUnset() {
    Given given = new Given();
    for (Setting<?> setting : Setting.ALL) {
      given.set(Source.ENVIRONMENT, setting.name(), " \t ");
    }
    given.set(Source.FILTER_PARAMETER, "port", "7900");

    Loaded loaded = given.load();

    assertThat(loaded.settings().port()).isEqualTo(7900);
    assertThat(loaded.settings().counters()).containsExactly(CounterKind.STATUS);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void load_blankElsewhere_isAProblemUnlessEmptySaysSomething() {
    for (Source source :
        List.of(Source.SYSTEM_PROPERTY, Source.FILTER_PARAMETER, Source.CONTEXT_PARAMETER)) {
      for (Setting<?> setting : Setting.ALL) {
        Loaded loaded = new Given().set(source, setting.name(), "  ").load();
        if (setting.mayBeEmpty()) {
          assertThat(loaded.problems()).as(setting.name()).isEmpty();
        } else {
          assertThat(loaded.problems())
              .as(setting.name())
              .singleElement()
              .asString()
              .startsWith("footfall." + setting.name() + " must be ")
              .contains("was \"\" (from the " + source.label())
              .endsWith(", or remove the setting");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", ""})
  void load_noCounters_keepsRequestsOnly(String value) {
    Loaded loaded = Given.loaded("counters", value);

    assertThat(loaded.settings().counters()).isEmpty();
    assertThat(loaded.notDefault())
        .containsExactly("counters=" + value + " (system property footfall.counters)");
  }

  @ParameterizedTest
  @CsvSource({"100ms,100", "1s,1000", "59m,3540000", "1h,3600000", "3600s,3600000"})
  void load_durationWithinBounds_isTaken(String text, long millis) {
    assertThat(Given.loaded("flush-interval", text).settings().flushInterval())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void load_absoluteDataDir_isTakenAsItStands() {
    Path elsewhere = Path.of("elsewhere").toAbsolutePath();

    Settings settings = Given.loaded("data-dir", elsewhere.toString()).settings();

    assertThat(settings.dataDir()).isEqualTo(elsewhere);
    assertThat(settings.directory()).isEqualTo(elsewhere.resolve("shop"));
  }

  @Test
  void load_environmentNamesTheHost_takesThatWithoutALookUp() {
    Sources sources =
        new Sources(
            Map.of(),
            Map.of("HOSTNAME", "pod-1"),
            Map.of(),
            Map.of(),
            "shop",
            Given.BASE,
            () -> {
              throw new AssertionError("asked for the host name");
            });

    assertThat(SettingsLoader.load(sources).settings().node()).isEqualTo("pod-1");
  }

  @Test
  void load_hostNameCannotBeTold_isLocalhost() {
    Given given = new Given().write(Source.ENVIRONMENT, "HOSTNAME", "bad\u0007name");
    Sources sources = given.sources();
    Sources silent =
        new Sources(
            Map.of(),
            sources.environment(),
            Map.of(),
            Map.of(),
            "shop",
            Given.BASE,
            () -> {
              throw new IllegalStateException("no name server");
            });
    Sources tooLong =
        new Sources(
            Map.of(), Map.of(), Map.of(), Map.of(), "shop", Given.BASE, () -> "x".repeat(101));

    assertThat(SettingsLoader.load(sources).settings().node()).isEqualTo("machine");
    assertThat(SettingsLoader.load(silent).settings().node()).isEqualTo("localhost");
    assertThat(SettingsLoader.load(tooLong).settings().node()).isEqualTo("localhost");
  }

  @Test
  void load_contextThatIsNoName_isMadeOne() {
    Sources sources =
        new Sources(Map.of(), Map.of(), Map.of(), Map.of(), "../a", Given.BASE, () -> "machine");

    Settings settings = SettingsLoader.load(sources).settings();

    assertThat(settings.directory().getParent()).isEqualTo(settings.dataDir());
    assertThat(settings.cluster()).matches("footfall-\\.\\._a-[0-9a-f]{6}");
  }

  @Test
  void load_longestContext_givesAValidClusterName() {
    Sources sources =
        new Sources(
            Map.of(), Map.of(), Map.of(), Map.of(), "x".repeat(500), Given.BASE, () -> "machine");

    String cluster = SettingsLoader.load(sources).settings().cluster();

    assertThat(Given.loaded("cluster", cluster).problems()).isEmpty();
  }

  @Test
  void load_severalProblems_areOneMessage() {
    Loaded loaded =
        new Given()
            .property("flush-interval", "5x")
            .property("strict", "true")
            .set(Source.CONTEXT_PARAMETER, "flush-intervall", "1s")
            .load();

    assertThat(loaded.message())
        .isEqualTo(
            """
            Footfall's settings have 2 problems:
              - footfall.flush-interval must be between 100ms and 1h, was "5x" (from the system property footfall.flush-interval): write a number and a unit, as in 1s
              - unknown setting footfall.flush-intervall (context parameter): did you mean flush-interval?\
            """);
    assertThat(loaded.isRefused()).isTrue();
  }

  @Test
  void load_nullsInTheMaps_areNothing() {
    Map<String, String> nulls = new HashMap<>();
    nulls.put(null, "x");
    nulls.put("footfall.port", null);

    Loaded loaded =
        SettingsLoader.load(
            new Sources(nulls, nulls, nulls, nulls, "shop", Given.BASE, () -> "machine"));

    assertThat(loaded.problems()).isEmpty();
  }

  @Test
  void ofProcess_readsTheProcess() {
    Sources sources = Sources.ofProcess(Map.of("port", "1"), Map.of("footfall.port", "2"), "/shop");

    assertThat(sources.systemProperties()).containsKey("java.version");
    assertThat(sources.environment()).isEqualTo(System.getenv());
    assertThat(sources.context()).isEqualTo("shop");
    assertThat(sources.base()).isAbsolute();
    assertThat(sources.hostName().get()).isNotNull();
  }
}
