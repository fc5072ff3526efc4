package io.footfall.it.containers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Tomcat's distribution, with a configuration of one connector that also speaks HTTP/2. */
final class TomcatServer extends Server {

  private final Path home;

  TomcatServer(String name, String directory) {
    super(name);
    this.home = distribution(directory);
  }

  @Override
  void prepare(Path base, int port) throws IOException {
    copy(home.resolve("conf"), base.resolve("conf"));
    for (String directory : List.of("webapps", "work", "temp", "logs")) {
      Files.createDirectories(base.resolve(directory));
    }
    Files.writeString(
        base.resolve("conf").resolve("server.xml"),
        """
        <Server port="-1">
          <Listener className="org.apache.catalina.core.JreMemoryLeakPreventionListener"/>
          <Service name="Catalina">
            <Connector port="%d" address="localhost">
              <UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol"/>
            </Connector>
            <Engine name="Catalina" defaultHost="localhost" backgroundProcessorDelay="1">
              <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true"/>
            </Engine>
          </Service>
        </Server>
        """
            .formatted(port));
  }

  @Override
  List<String> arguments(Path base, int port) {
    Path bin = home.resolve("bin");
    return List.of(
        "-Dcatalina.home=" + home,
        "-Dcatalina.base=" + base,
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
        "-cp",
        bin.resolve("bootstrap.jar") + File.pathSeparator + bin.resolve("tomcat-juli.jar"),
        "org.apache.catalina.startup.Bootstrap",
        "start");
  }

  @Override
  Pattern ownThreads() {
    return Pattern.compile("http-nio-.*|Catalina-utility-.*");
  }

  @Override
  Pattern ownBeans() {
    return Pattern.compile("Catalina:.*type=RequestProcessor.*");
  }

  /** What the manager's {@code findleaks} tells, besides the log. */
  @Override
  List<String> leaks(Probe probe) throws Exception {
    List<String> leaks = new ArrayList<>(super.leaks(probe));
    String[] contexts =
        (String[])
            probe.invoke("Catalina:type=Host,host=localhost", "findReloadedContextMemoryLeaks");
    leaks.addAll(List.of(contexts));
    return leaks;
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
