package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system in memory that can really be full and really be read-only. */
public final class SmallDisk implements AutoCloseable {

  private final Path root;

  private SmallDisk(Path root) {
    this.root = root;
  }

  /** Mounts one; where that is not permitted the test is skipped, but fails in CI. */
  public static SmallDisk mount(Path root, int kilobytes) throws IOException {
    String output =
        run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", root.toString());
    if (!output.isEmpty()) {
      String reason = "a small disk cannot be mounted here: " + output;
      assertThat(System.getenv("CI")).as(reason).isNull();
      abort(reason);
    }
    return new SmallDisk(root);
  }

  /** Takes all the room that is left. */
  public Path fill() throws IOException {
    Path ballast = root.resolve("ballast");
    byte[] page = new byte[4096];
    try {
      while (true) {
        Files.write(ballast, page, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException full) {
      return ballast;
    }
  }

  public void setReadOnly(boolean readOnly) throws IOException {
    String mode = readOnly ? "remount,ro" : "remount,rw";
    assertThat(run("mount", "-o", mode, root.toString())).isEmpty();
  }

  @Override
  public void close() throws IOException {
    assertThat(run("umount", "-l", root.toString())).isEmpty();
  }

  private static String run(String... command) throws IOException {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? output : "failed: " + output;
    } catch (InterruptedException e) {
      throw new IOException("interrupted while waiting for " + command[0], e);
    } catch (IOException absent) {
      return "failed: " + absent.getMessage();
    }
  }
}
