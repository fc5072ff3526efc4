package io.footfall.it.jetty;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node: a JVM with Jetty and the WAR, and the directory where it keeps its data. It can be
 * started again after it was stopped or killed, then on another HTTP port.
 *
 * <p>Nothing of Footfall is on the JVM's own class path; what is there comes in the WAR.
 */
public final class JettyNode {

  static final Pattern LISTENING = Pattern.compile("listening at (\\d+)");
  static final Pattern SERVER_FILES =
      Pattern.compile("(jetty-|jakarta\\.|slf4j-api-|asm-).*\\.jar|test-classes");

  private final String name;
  private final Path directory;
  private final Path war;
  private volatile @Nullable Jvm jvm;
  private volatile int port;
  private int starts;

  JettyNode(String name, Path directory, Path war) {
    this.name = name;
    this.directory = directory;
    this.war = war;
  }

  /** Starts it and returns when it serves. It has then answered no request yet. */
  public void start() {
    if (jvm != null) {
      throw new IllegalStateException(name + " runs already");
    }
    starts++;
    Jvm started =
        Jvm.start(
            name + "-" + starts,
            directory,
            Map.of(),
            List.of(
                "-Dfootfall.node=" + name,
                "-Dfootfall.port=" + FreePorts.CLUSTER,
                "-Dfootfall.data-dir=" + data(),
                "-cp",
                Jvm.classPath(SERVER_FILES),
                JettyMain.class.getName(),
                war.toString()));
    port = Integer.parseInt(started.awaitLine(LISTENING).group(1));
    jvm = started;
  }

  /** Stops it as an operator does, with SIGTERM; no effect when it does not run. */
  public void stop() {
    Jvm running = jvm;
    jvm = null;
    if (running != null) {
      running.terminate();
    }
  }

  /** Kills it with SIGKILL; no effect when it does not run. */
  public void kill() {
    Jvm running = jvm;
    jvm = null;
    if (running != null) {
      running.kill();
    }
  }

  /** Where it serves a path that is given without the first slash. */
  public URI url(String path) {
    return URI.create("http://localhost:" + port + "/" + path);
  }

  /** What its {@code footfall.data-dir} says. */
  public Path data() {
    return directory.resolve("data");
  }

  /** The process number of its JVM. */
  public long pid() {
    return Objects.requireNonNull(jvm, name + " does not run").pid();
  }

  /** Its display name. */
  public String name() {
    return name;
  }
}
