package io.footfall.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * WildFly's distribution with its standard configuration, started as {@code standalone.sh} does.
 */
final class WildFlyServer extends Server {

  /** What {@code standalone.sh} opens to the modules. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.security",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.management/javax.management",
          "java.naming/javax.naming");

  private static final List<String> EXPORTED =
      List.of(
          "java.desktop/sun.awt",
          "java.naming/com.sun.jndi.ldap",
          "java.naming/com.sun.jndi.url.ldap",
          "java.naming/com.sun.jndi.url.ldaps",
          "jdk.naming.dns/com.sun.jndi.dns");

  /**
   * An idle worker keeps its last exchange on its stack, and with it the application that it was
   * for, until its next one; in heap dumps nothing of Footfall's or Infinispan's lay on that path.
   * So there is one idle worker only, for which {@link #occupy()} is the next.
   */
  private static final String WORKER =
      "<worker name=\"default\" task-core-threads=\"1\" task-keepalive=\"100\"/>";

  private final Path home;

  WildFlyServer(String name, String directory) {
    super(name);
    this.home = distribution(directory);
  }

  @Override
  void prepare(Path base, int port) throws IOException {
    copy(home.resolve("standalone"), base);
    Path standalone = base.resolve("configuration").resolve("standalone.xml");
    Files.writeString(
        standalone,
        Files.readString(standalone)
            .replace("scan-interval=\"5000\"", "scan-interval=\"500\"")
            .replace("<worker name=\"default\"/>", WORKER));
  }

  @Override
  List<String> arguments(Path base, int port) {
    List<String> arguments = new ArrayList<>(List.of("-Xmx768m"));
    OPENED.forEach(opened -> arguments.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    EXPORTED.forEach(exported -> arguments.add("--add-exports=" + exported + "=ALL-UNNAMED"));
    arguments.addAll(
        List.of(
            "-Djava.net.preferIPv4Stack=true",
            "-Djboss.modules.system.pkgs=org.jboss.byteman",
            "-Djava.awt.headless=true",
            "-Dorg.jboss.boot.log.file=" + base.resolve("log").resolve("server.log"),
            "-Dlogging.configuration=file:"
                + base.resolve("configuration").resolve("logging.properties"),
            "-Djboss.home.dir=" + home,
            "-Djboss.server.base.dir=" + base,
            "-Djboss.http.port=" + port,
            "-Djboss.https.port=" + freePort(),
            "-Djboss.management.http.port=" + freePort(),
            "-jar",
            home.resolve("jboss-modules.jar").toString(),
            "-mp",
            home.resolve("modules").toString(),
            "org.jboss.as.standalone",
            "-c",
            "standalone.xml"));
    return arguments;
  }

  /** Asks for the deployment; a marker's time is what tells a newer one. */
  @Override
  void placed(Path file) throws IOException {
    Path marker = file.resolveSibling(file.getFileName() + ".dodeploy");
    Files.writeString(marker, "");
    Files.setLastModifiedTime(marker, FileTime.from(Instant.now()));
  }

  /** Its reapers start late; had an application started them, its class loader would stay. */
  @Override
  Pattern ownThreads() {
    return Pattern.compile(
        "default .*|DeploymentScanner-threads.*|MSC service thread.*|ServerService Thread Pool.*"
            + "|management .*|External Management Request Threads.*|ServerDeploymentRepository.*"
            + "|Reference Reaper #.*");
  }

  @Override
  void occupy() {
    assertThat(status("", "")).as("WildFly's own page").isEqualTo(HttpURLConnection.HTTP_OK);
  }

  @Override
  Path home() {
    return home;
  }

  @Override
  Path data() {
    return base().resolve("data").resolve("footfall-data");
  }

  @Override
  Path deployments(Path base) {
    return base.resolve("deployments");
  }
}
