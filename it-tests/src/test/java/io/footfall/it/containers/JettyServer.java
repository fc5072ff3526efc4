package io.footfall.it.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Jetty's distribution with the modules of one of its environments. */
final class JettyServer extends Server {

  private final Path home;
  private final String environment;

  /**
   * @param directory the unpacked distribution
   * @param environment as in {@code ee10}
   */
  JettyServer(String name, String directory, String environment) {
    super(name);
    this.home = distribution(directory);
    this.environment = environment;
  }

  @Override
  void prepare(Path base, int port) throws IOException {
    Files.createDirectories(base.resolve("webapps"));
    Files.createDirectories(base.resolve("start.d"));
    Files.writeString(
        base.resolve("start.d").resolve("contract.ini"),
        String.join(
            "\n",
            // Properties first: behind a module of an environment they would be that one's alone.
            "jetty.http.host=localhost",
            "jetty.http.port=" + port,
            "jetty.deploy.scanInterval=1",
            "--module=http",
            "--module=http2c",
            "--module=" + environment + "-deploy",
            "--module=" + environment + "-annotations",
            "--module=" + environment + "-websocket-jakarta",
            ""));
  }

  @Override
  List<String> arguments(Path base, int port) {
    return List.of(
        "-jar", home.resolve("start.jar").toString(), "jetty.home=" + home, "jetty.base=" + base);
  }

  /** Jetty 12.1 takes the old one down when the new one is up, and never leaves a gap. */
  @Override
  int deploymentsAtOnce() {
    return 2;
  }

  @Override
  Pattern ownThreads() {
    return Pattern.compile("qtp.*|Scanner-.*|.*Scheduler-.*");
  }

  @Override
  Path home() {
    return home;
  }

  @Override
  Path deployments(Path base) {
    return base.resolve("webapps");
  }
}
