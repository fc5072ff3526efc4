package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.FreePorts;
import io.footfall.it.jetty.Jvm;
import io.footfall.it.jetty.ShowOutput;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as a stranger runs it: {@code java -jar}, from some directory. */
@ExtendWith(ShowOutput.class)
class ExecutableWarIT {

  private static final Pattern READY =
      Pattern.compile(
          "footfall ready url=(http://localhost:(\\d+)/) node=(.+) data=(.+) members=(\\d+)");
  private static final Duration JOIN = Duration.ofSeconds(60);

  @Test
  void secondProcess_joinsTheFirst_andARestartKeepsTheCount() {
    Path directory = Jvm.freshDirectory("executable-war", "joining");
    try (Jvm first = start(directory, "first", "0");
        Jvm second = start(directory, "second", "0")) {
      Matcher firstReady = first.awaitLine(READY);
      Matcher secondReady = second.awaitLine(READY);
      assertThat(first.standardOutput()).hasSize(1);
      assertThat(firstReady.group(3)).isEqualTo("first");
      assertThat(Path.of(firstReady.group(4))).startsWith(directory).isDirectory();
      assertThat(Path.of(secondReady.group(4)))
          .startsWith(directory)
          .isDirectory()
          .isNotEqualTo(Path.of(firstReady.group(4)));

      send(firstReady, 20);
      send(secondReady, 30);
      awaitCount(firstReady, 50, 2);
      awaitCount(secondReady, 50, 2);

      assertThat(first.terminate()).isEqualTo(143);
      assertThat(second.terminate()).isEqualTo(143);
      assertThat(first.standardOutput()).hasSize(1);
    }
    try (Jvm again = start(directory, "again", "0");
        Jvm other = start(directory, "other", "0")) {
      Matcher ready = again.awaitLine(READY);
      other.awaitLine(READY);
      awaitCount(ready, 50, 2);
    }
  }

  @Test
  void portThatIsTaken_isOneClearLine_andExitCode1() {
    Path directory = Jvm.freshDirectory("executable-war", "port-taken");
    try (Jvm first = start(directory, "first", "0")) {
      String port = first.awaitLine(READY).group(2);
      try (Jvm second = start(directory, "second", port)) {
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.standardOutput()).isEmpty();
        assertThat(second.standardError())
            .singleElement()
            .asString()
            .contains("PORT " + port, "in use", "PORT=8081");
      }
    }
  }

  @Test
  void debug_showsTicksAndCommits_andIsSilentOtherwise() {
    Path directory = Jvm.freshDirectory("executable-war", "debug");
    try (Jvm loud = start(directory, "loud", Map.of("PORT", "0", "DEBUG", "true"));
        Jvm quiet = start(directory, "quiet", Map.of("PORT", "0"))) {
      send(loud.awaitLine(READY), 3);
      Matcher quietReady = quiet.awaitLine(READY);
      await()
          .atMost(JOIN)
          .untilAsserted(
              () ->
                  assertThat(String.join("\n", loud.standardError()))
                      .contains("Tick ", " counted since the last", "Commit of ", "Joined the"));
      awaitCount(quietReady, 3, 2);
      assertThat(String.join("\n", quiet.standardError())).doesNotContain("Tick ", "Joined the");
    }
  }

  @Test
  void portThatIsNoNumber_isOneClearLine_andExitCode1() {
    Path directory = Jvm.freshDirectory("executable-war", "port-invalid");
    try (Jvm process = start(directory, "process", "http")) {
      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.standardError())
          .singleElement()
          .asString()
          .contains("PORT", "\"http\"", "0 to 65535");
    }
  }

  private static Jvm start(Path directory, String name, String port) {
    return start(directory, name, Map.of("PORT", port));
  }

  private static Jvm start(Path directory, String name, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("FOOTFALL_NODE", name);
    all.put("FOOTFALL_PORT", Integer.toString(FreePorts.CLUSTER));
    return Jvm.start(name, directory, all, List.of("-jar", Sample.file().toString()));
  }

  private static void send(Matcher ready, int times) {
    try {
      Sample.get(URI.create(ready.group(1) + "hello"), times);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitCount(Matcher ready, long requests, int members) {
    await()
        .atMost(JOIN)
        .untilAsserted(
            () ->
                assertThat(Sample.get(URI.create(ready.group(1) + "count")).body())
                    .startsWith(
                        "{\"requests\":" + requests + ",\"members\":" + members + ",\"asOf\":\""));
  }
}
