package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BadValuesTest {

  static Stream<Arguments> badValues() {
    return Stream.of(
            bad("enabled", "yes", "1", "truee"),
            bad("node", "x".repeat(101), "a\u0000b", "a\nb", "a\u2028b", "a\ud800b"),
            bad(
                "location",
                "1,2",
                "1,2,",
                "91,2,x",
                "-90.1,2,x",
                "1,180.5,x",
                "1,-181,x",
                "a,b,c",
                "NaN,1,x",
                "1e1,1,x",
                "1,2," + "x".repeat(101),
                "1,2,a\u0007"),
            bad(
                "url",
                "example.org",
                "/shop",
                "ftp://example.org/",
                "http:///path",
                "http://a b/",
                "http://user:secret@example.org/",
                "http://example.org:99999/",
                "mailto:someone",
                "http://example.org/" + "x".repeat(1000)),
            bad("data-dir", "a\u0000b"),
            bad("cluster", "a b", "ä", "x".repeat(101), "a/b"),
            bad("stack", "TCP", "tpc", "missing.xml", "/etc", "none"),
            bad(
                "hosts",
                ",",
                "a,,b",
                "a:",
                "a:x",
                "a:0",
                "a:65536",
                "a[]",
                "a[70000]",
                "a[1",
                "[::1",
                "-a",
                "a b",
                "http://a",
                "1:2:3:4:5:6:7:8:g",
                numbered("h", 101)),
            bad("bind-address", "[::1]", "a b", "a/b", "x".repeat(254)),
            bad("port", "1023", "65001", "-7800", "+7800", "7800.0", "99999999999", "٧٨٠٠", "x"),
            bad(
                "flush-interval",
                "99ms",
                "3601s",
                "2h",
                "1",
                "1.5s",
                "1 s",
                "-1s",
                "s",
                "1d",
                "1S",
                "999999999999h",
                "99999999999999999999h"),
            bad("counters", "stat", "status,", "none,status", "STATUS", "requests"),
            bad("max-counters", "63", "1048577", "many"),
            bad(
                "exclude",
                "health",
                "/a*",
                "/a/*/b",
                "*",
                "*.",
                "*.a/b",
                "**",
                "/a,,/b",
                "/a\u0000b",
                "/" + "x".repeat(200),
                numbered("/h", 101)),
            bad(
                "tiers",
                "10s",
                "10s:",
                ":1h",
                "10s:1h,",
                "0s:1h",
                "8d:80d",
                "10s:10s",
                "1s:3h",
                "10s:1h,15s:1h",
                "1m:1h,10s:1h",
                "10S:1h",
                "1s:1m,2s:2m,4s:4m,8s:8m,16s:16m,32s:32m,64s:64m"),
            bad("series", "a,,b", "a*b", "*a", "a\u0000b", "x".repeat(256), numbered("s", 33)),
            bad("join-timeout", "99ms", "61s", "1h"),
            bad("pack-after", "59s", "721h", "0m"),
            bad("slot", "999ms", "1500ms", "7s", "3601s", "1d", "10"),
            bad("event-log", "a b", "java:comp env", "x".repeat(201), "ä"),
            bad(
                "event-log-url",
                "postgresql://db.example.org/counts",
                "jdbc:postgresql://user:pass@db.example.org/counts",
                "jdbc:postgresql://db.example.org/counts?password=x",
                "jdbc:postgresql://db.example.org/" + "x".repeat(1000)),
            bad("event-log-user", "a\u0000b", "x".repeat(1001)),
            bad("event-log-password", "a\u0000b", "x".repeat(1001)),
            bad("event-log-user-file", "a\u0000b"),
            bad("event-log-password-file", "a\u0000b"),
            bad("http", "on", "READ", "write,read"),
            bad("http-role", "a\u0000b", "x".repeat(101)),
            bad("http-open", "yes", "1"),
            bad("strict", "on", "0"))
        .flatMap(each -> each);
  }

  private static Stream<Arguments> bad(String setting, String... values) {
    return Stream.of(values).map(value -> Arguments.of(setting, value));
  }

  private static String numbered(String prefix, int count) {
    return String.join(",", IntStream.range(0, count).mapToObj(number -> prefix + number).toList());
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void load_badValue_reportsItAndTakesTheDefault(String setting, String value) {
    Loaded loaded = Given.loaded(setting, value);

    assertThat(loaded.settings()).isEqualTo(new Given().load().settings());
    assertThat(loaded.notDefault()).isEmpty();
    assertThat(loaded.problems())
        .containsExactly(
            "footfall.%s must be %s, was \"%s\" (from the system property footfall.%s): %s"
                .formatted(
                    setting,
                    rule(setting).mustBe(),
                    setting(setting).shown(value),
                    setting,
                    rule(setting).wayOut()));
  }

  @Test
  void load_badUrlOrPassword_isNotShown() {
    for (String setting : List.of("event-log-url", "event-log-password")) {
      String value = "jdbc:postgresql://user:hush@db.example.org/counts?password=hush\u0007";
      assertThat(Given.loaded(setting, value).message()).contains(setting).doesNotContain("hush");
    }
  }

  private static Rule<?> rule(String name) {
    return setting(name).rule();
  }

  private static Setting<?> setting(String name) {
    return Setting.ALL.stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everySetting_hasBadValuesHere() {
    assertThat(badValues().map(each -> each.get()[0]).distinct())
        .containsExactlyElementsOf(
            Setting.ALL.stream().map(setting -> (Object) setting.name()).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "enabled,false",
    "port,1024",
    "port,65000",
    "flush-interval,100ms",
    "max-counters,64",
    "join-timeout,60s",
    "location,'-90,180,x'",
    "location,'90.000,-180.0,x'",
    "counters,'method,host,route,status'",
    "hosts,''",
    "exclude,/with space/x",
  })
  void load_valueAtTheBound_isNoProblem(String setting, String value) {
    assertThat(Given.loaded(setting, value).problems()).isEmpty();
  }

  @Test
  void load_stackFile_mustBeReadableAndXml(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("mine.xml"), "<config/>");
    Path text = Files.writeString(directory.resolve("mine.txt"), "<config/>");
    Path folder = Files.createDirectory(directory.resolve("folder.xml"));

    Loaded loaded =
        new Given().property("stack", file.toString()).property("hosts", "a,b[1]").load();

    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.settings().stack()).isEqualTo(file.toString());
    assertThat(loaded.settings().hosts()).containsExactly("a[7800]", "b[1]");
    assertThat(Given.loaded("stack", text.toString()).problems()).hasSize(1);
    assertThat(Given.loaded("stack", folder.toString()).problems()).hasSize(1);
  }

  @Test
  void load_stackFileByRelativePath_isFoundInTheBase(@TempDir Path base) throws Exception {
    Path file = Files.writeString(base.resolve("mine.xml"), "<config/>");
    Sources given = new Given().property("stack", "mine.xml").sources();
    Sources sources =
        new Sources(
            given.systemProperties(),
            given.environment(),
            given.filterParameters(),
            given.contextParameters(),
            given.context(),
            base,
            given.hostName());

    assertThat(SettingsLoader.load(sources).settings().stack()).isEqualTo(file.toString());
  }

  @Test
  void load_longValue_isCutInTheMessage() {
    Loaded loaded = Given.loaded("port", "9".repeat(100_000));

    assertThat(loaded.message()).hasSizeLessThan(1_000).contains("… (100000 characters)");
  }

  @Test
  void load_controlCharacters_cannotForgeALine() {
    Loaded loaded = Given.loaded("port", "1\n  - all is well\u202e\u001b[2J");

    assertThat(loaded.message().lines()).hasSize(2);
    assertThat(loaded.message()).contains("1\\u000a  - all is well\\u202e\\u001b[2J");
  }

  @Test
  void excerpt_cutsNoCharacterInHalf() {
    assertThat(Excerpt.of("x".repeat(199) + "😀y"))
        .isEqualTo("x".repeat(199) + "… (202 characters)");
    assertThat(Excerpt.of("x".repeat(198) + "😀")).isEqualTo("x".repeat(198) + "😀");
  }
}
