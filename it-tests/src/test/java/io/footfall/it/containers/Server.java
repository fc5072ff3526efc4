package io.footfall.it.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.FreePorts;
import io.footfall.it.jetty.Jvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A published servlet container as a process of its own, with an empty base directory below {@code
 * target/it/containers}. Applications are put into its deployment directory while it runs.
 */
abstract class Server {

  private static final Duration UP = Duration.ofMinutes(3);
  private static final Duration GONE = Duration.ofSeconds(60);

  /** How containers speak of what an application leaves behind. */
  private static final Pattern LEAK =
      Pattern.compile("(?i)leak|has failed to stop|but failed to remove|Footfall could not");

  private static final Pattern NONE = Pattern.compile("(?!)");

  private static final String JAVA = javaHome();

  private final String name;
  private final Path base;
  private final int port;
  private final Set<String> deployed = new LinkedHashSet<>();
  private @Nullable Jvm jvm;

  Server(String name) {
    this.name = name;
    this.base = Jvm.freshDirectory("containers", name);
    this.port = freePort();
  }

  /** Puts what the container needs into its base directory. */
  abstract void prepare(Path base, int port) throws IOException;

  /** What follows {@code java}. */
  abstract List<String> arguments(Path base, int port) throws IOException;

  /** The directory, below the base, from which the container deploys. */
  abstract Path deployments(Path base);

  /** Where the unpacked distribution lies. */
  static Path distribution(String directory) {
    Path home = Path.of("target", "containers", directory).toAbsolutePath();
    assertThat(home).as("the unpacked distribution").isDirectory();
    return home;
  }

  /** What the environment of its process says besides. */
  Map<String, String> environment(Path base) {
    return Map.of();
  }

  /** Whether it deploys only what lies in its directory when it starts. */
  boolean deploysAtStart() {
    return false;
  }

  /** How many deployments of an application run beside each other while it is redeployed. */
  int deploymentsAtOnce() {
    return 1;
  }

  /** The threads that are the container's own and come and go with its work. */
  Pattern ownThreads() {
    return NONE;
  }

  /** The MBeans that are the container's own and come and go with its work. */
  Pattern ownBeans() {
    return NONE;
  }

  /**
   * Gives the container's idle threads something else to do, where they hold what they did last.
   */
  void occupy() {}

  /** Where the unpacked distribution of this container lies. */
  abstract Path home();

  /** What the container itself says of leaks. */
  List<String> leaks(Probe probe) throws Exception {
    List<String> lines = new ArrayList<>(Objects.requireNonNull(jvm).standardOutput());
    lines.addAll(jvm.standardError());
    return lines.stream().filter(line -> LEAK.matcher(line).find()).toList();
  }

  /** Below it lies a directory for each application that keeps its data where Footfall chooses. */
  Path data() {
    return base.resolve("footfall-data");
  }

  /**
   * Starts the container.
   *
   * @param options of the JVM, besides those that the container needs
   */
  final void start(String... options) {
    try {
      prepare(base, port);
      if (!deploysAtStart()) {
        run(List.of(options));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(options);
    // What the operator says for all applications. The tests' own reading must not count.
    arguments.add("-Dfootfall.exclude=/reading");
    arguments.add("-Dfootfall.counters=status,method,route");
    arguments.add("-Dfootfall.port=" + FreePorts.CLUSTER);
    arguments.add("-Dfootfall.location=1,1,property");
    arguments.addAll(arguments(base, port));
    Map<String, String> variables = new HashMap<>(environment(base));
    variables.put("FOOTFALL_LOCATION", "2,2,environment");
    variables.put("FOOTFALL_URL", "http://environment.example/");
    jvm = Jvm.start(name, base, variables, arguments);
  }

  /**
   * Deploys an application and returns when it answers. A container that deploys at its start only
   * is started with the last one of the contract's.
   */
  final void deploy(String context, Path war) throws IOException {
    place(context, war);
    deployed.add(context);
    if (deploysAtStart()) {
      if (deployed.size() < Applications.NUMBER) {
        return;
      }
      run(List.of());
    }
    await()
        .atMost(UP)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !isAlive() || deployed.stream().allMatch(this::answers));
    if (!isAlive()) {
      throw new AssertionError(name + " ended while " + context + " was deployed\n" + said());
    }
  }

  /** Puts a file in place of the deployed one, which the container will notice. */
  final void redeploy(String context, Path war) throws IOException {
    place(context, war);
  }

  private void place(String context, Path war) throws IOException {
    Path file = deployments(base).resolve(context + ".war");
    // Renamed when it is whole, so that no scanner finds half of it.
    Path part = base.resolve(context + ".part");
    Files.copy(war, part);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    placed(file);
  }

  /** To be done once an application is in the directory. */
  void placed(Path file) throws IOException {}

  /** Waits until the container answers, if only that there is nothing. */
  final void awaitUp() {
    await().atMost(UP).until(() -> !isAlive() || status("", "") > 0);
    assertThat(isAlive()).as(said()).isTrue();
  }

  final void undeploy(String context) throws IOException {
    deployed.remove(context);
    Files.deleteIfExists(deployments(base).resolve(context + ".war"));
    await().atMost(GONE).until(() -> !isAlive() || !answers(context));
  }

  private boolean answers(String context) {
    return status(context, "reading") == HttpURLConnection.HTTP_OK;
  }

  /** The status of an answer; 0 if there is none. */
  final int status(String context, String path) {
    HttpURLConnection connection = null;
    try {
      connection = (HttpURLConnection) url(context, path).toURL().openConnection();
      connection.setReadTimeout(30_000);
      return connection.getResponseCode();
    } catch (IOException notYet) {
      return 0;
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  /** What the application tells of its counters; empty while it is away. */
  final Optional<Reading> reading(String context) {
    try (InputStream in = url(context, "reading").toURL().openStream()) {
      return Optional.of(Reading.parse(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException away) {
      return Optional.empty();
    }
  }

  /**
   * Whether a file, of which the process has a handle or a mapping, is the container's or Java's.
   */
  final boolean isOwnFile(String file) {
    return Stream.of(home().toString(), JAVA, "/usr/", "/lib", "/dev/", "/proc/", "/sys/")
        .anyMatch(file::startsWith);
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

  final String name() {
    return name;
  }

  final Path base() {
    return base;
  }

  private static String javaHome() {
    try {
      Path java = Path.of(System.getProperty("test.jvm", System.getProperty("java.home", "")));
      return Objects.requireNonNull(java.toRealPath().getParent()).getParent() + "/";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
