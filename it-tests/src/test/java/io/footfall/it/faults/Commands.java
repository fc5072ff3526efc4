package io.footfall.it.faults;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Programs of the operating system. */
final class Commands {

  private static final long LIMIT_SECONDS = 30;

  private Commands() {}

  /**
   * Runs a program to its end and returns what it said.
   *
   * @throws AssertionError if it fails or does not end
   */
  static String run(String... command) {
    try {
      File output = File.createTempFile("command", ".out");
      try {
        Process process =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        String said = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        if (!ended || process.exitValue() != 0) {
          process.destroyForcibly();
          throw new AssertionError(String.join(" ", command) + ": " + said.strip());
        }
        return said;
      } finally {
        Files.delete(output.toPath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether a program runs and ends well. */
  static boolean works(String... command) {
    try {
      run(command);
      return true;
    } catch (AssertionError | UncheckedIOException e) {
      return false; // absent, or not allowed
    }
  }

  /** Whether this process belongs to root. */
  static boolean root() {
    try {
      return Files.exists(Path.of("/proc/self"))
          && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Sends a signal to a process. */
  static void signal(String signal, long pid) {
    run("kill", "-" + signal, Long.toString(pid));
  }
}
