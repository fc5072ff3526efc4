package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts a class of the tests in a process of its own, for tests that kill it. */
public final class Fork {

  private Fork() {}

  public static Process start(Class<?> main, String... arguments) throws IOException {
    String home = System.getProperty("java.home", "");
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("test.jvm", home + File.separator + "bin/java"));
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path", ""));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /**
   * Kills it as {@code kill -9} does. Other than {@link Process#destroyForcibly}, this leaves what
   * it had written to its output to be read.
   */
  public static void kill(Process process) {
    assertThat(process.toHandle().destroyForcibly()).isTrue();
  }
}
