package io.footfall.it.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.FreePorts;
import io.footfall.it.jetty.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A published servlet container as a process of its own, with an empty base directory below {@code
 * target/it/containers}. Applications are put into its deployment directory while it runs.
 */
abstract class Server {

  private static final Duration UP = Duration.ofMinutes(2);
  private static final Duration GONE = Duration.ofSeconds(60);

  private final String name;
  private final Path base;
  private final int port;
  private @Nullable Jvm jvm;

  Server(String name) {
    this.name = name;
    this.base = Jvm.freshDirectory("containers", name);
    this.port = freePort();
  }

  /** Puts what the container needs into its base directory. */
  abstract void prepare(Path base, int port) throws IOException;

  /** What follows {@code java}. */
  abstract List<String> arguments(Path base, int port);

  /** The directory, below the base, from which the container deploys. */
  abstract Path deployments(Path base);

  /** Where the unpacked distribution lies. */
  static Path distribution(String directory) {
    Path home = Path.of("target", "containers", directory).toAbsolutePath();
    assertThat(home).as("the unpacked distribution").isDirectory();
    return home;
  }

  final void start() {
    try {
      prepare(base, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments = new ArrayList<>();
    // What the operator says for all applications. The tests' own reading must not count.
    arguments.add("-Dfootfall.exclude=/reading");
    arguments.add("-Dfootfall.counters=status,method,route");
    arguments.add("-Dfootfall.port=" + FreePorts.CLUSTER);
    arguments.add("-Dfootfall.location=1,1,property");
    arguments.addAll(arguments(base, port));
    Map<String, String> environment =
        Map.of(
            "FOOTFALL_LOCATION", "2,2,environment", "FOOTFALL_URL", "http://environment.example/");
    jvm = Jvm.start(name, base, environment, arguments);
  }

  /** Deploys an application and returns when it answers. */
  final void deploy(String context, Path war) throws IOException {
    Path file = deployments(base).resolve(context + ".war");
    // Renamed when it is whole, so that no scanner finds half of it.
    Path part = base.resolve(context + ".part");
    Files.copy(war, part);
    Files.move(part, file);
    await()
        .atMost(UP)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !isAlive() || answers(context));
    if (!isAlive()) {
      throw new AssertionError(name + " ended while " + context + " was deployed\n" + said());
    }
  }

  final void undeploy(String context) throws IOException {
    Files.deleteIfExists(deployments(base).resolve(context + ".war"));
    await().atMost(GONE).until(() -> !isAlive() || !answers(context));
  }

  private boolean answers(String context) throws IOException {
    HttpURLConnection connection = null;
    try {
      connection = (HttpURLConnection) url(context, "reading").toURL().openConnection();
      connection.setReadTimeout(30_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  final void stop() {
    Jvm running = jvm;
    jvm = null;
    if (running != null) {
      running.terminate();
    }
  }

  final void kill() {
    Jvm running = jvm;
    jvm = null;
    if (running != null) {
      running.kill();
    }
  }

  final boolean isAlive() {
    return jvm != null && jvm.isAlive();
  }

  /** The last lines that the process has said. */
  final String said() {
    List<String> lines = new ArrayList<>();
    Jvm running = jvm;
    if (running != null) {
      lines.addAll(running.standardOutput());
      lines.addAll(running.standardError());
    }
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 100), lines.size()));
  }

  final long pid() {
    return Objects.requireNonNull(jvm, name + " does not run").pid();
  }

  final int port() {
    return port;
  }

  final URI url(String context, String path) {
    return URI.create("http://localhost:" + port + "/" + context + "/" + path);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
