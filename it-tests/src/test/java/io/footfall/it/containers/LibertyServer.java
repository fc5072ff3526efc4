package io.footfall.it.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Open Liberty with two features, started as its {@code server run} does. */
final class LibertyServer extends Server {

  private static final String SERVER = "contract";

  private final Path home;

  LibertyServer(String name) {
    super(name);
    this.home = distribution("wlp");
  }

  @Override
  void prepare(Path base, int port) throws IOException {
    Path server = base.resolve("servers").resolve(SERVER);
    Files.createDirectories(server.resolve("dropins"));
    Files.writeString(
        server.resolve("server.xml"),
        """
        <server>
          <featureManager>
            <feature>servlet-6.0</feature>
            <feature>websocket-2.1</feature>
          </featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="localhost" httpPort="%d" httpsPort="-1"/>
          <applicationMonitor pollingRate="500ms"/>
        </server>
        """
            .formatted(port));
  }

  @Override
  Map<String, String> environment(Path base) {
    return Map.of("WLP_USER_DIR", base.toString());
  }

  @Override
  List<String> arguments(Path base, int port) {
    Path tools = home.resolve("bin").resolve("tools");
    return List.of(
        "-Xmx768m",
        "@" + home.resolve("lib/platform/java/java9.options"),
        "-javaagent:" + tools.resolve("ws-javaagent.jar"),
        "-jar",
        tools.resolve("ws-server.jar").toString(),
        SERVER);
  }

  @Override
  Path home() {
    return home;
  }

  @Override
  Path deployments(Path base) {
    return base.resolve("servers").resolve(SERVER).resolve("dropins");
  }
}
