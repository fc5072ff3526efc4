package io.footfall.it.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GlassFish with its standard domain, started as {@code asadmin start-domain} does. */
final class GlassFishServer extends Server {

  private static final Pattern OPTION = Pattern.compile("<jvm-options>(.*?)</jvm-options>");

  /** The ports of its standard domain, besides that of HTTP, which is 8080. */
  private static final List<Integer> PORTS =
      List.of(8181, 4848, 7676, 3700, 3820, 3920, 8686, 6666);

  private final Path home;

  GlassFishServer(String name) {
    super(name);
    this.home = distribution("glassfish7").resolve("glassfish");
  }

  @Override
  void prepare(Path base, int port) throws IOException {
    copy(home.resolve("domains").resolve("domain1"), domain(base));
    Path xml = domain(base).resolve("config").resolve("domain.xml");
    String text = Files.readString(xml).replace("port=\"8080\"", "port=\"" + port + "\"");
    for (int taken : PORTS) {
      String other = Integer.toString(freePort());
      text =
          text.replace("=\"" + taken + "\"", "=\"" + other + "\"")
              .replace("port=" + taken + "<", "port=" + other + "<");
    }
    Files.writeString(xml, text);
  }

  private static Path domain(Path base) {
    return base.resolve("domains").resolve("domain1");
  }

  /** The JVM options of the domain's own configuration, and then the launcher's. */
  @Override
  List<String> arguments(Path base, int port) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("-javaagent:" + home.resolve("lib/monitor/flashlight-agent.jar"));
    String xml = Files.readString(domain(base).resolve("config").resolve("domain.xml"));
    // The first configuration is the server's; the next is a template.
    Matcher option = OPTION.matcher(xml.substring(0, xml.indexOf("</java-config>")));
    while (option.find()) {
      arguments.add(
          option
              .group(1)
              .replaceFirst("^\\[[^]]*]", "")
              .replace("${com.sun.aas.installRoot}", home.toString())
              .replace("${com.sun.aas.instanceRoot}", domain(base).toString()));
    }
    arguments.addAll(
        List.of(
            "-Xmx1g",
            "-Dcom.sun.aas.installRoot=" + home,
            "-Dcom.sun.aas.instanceRoot=" + domain(base),
            "-cp",
            home.resolve("modules").resolve("glassfish.jar").toString(),
            "com.sun.enterprise.glassfish.bootstrap.ASMain",
            "-upgrade",
            "false",
            "-domaindir",
            domain(base).toString(),
            "-domainname",
            "domain1",
            "-instancename",
            "server",
            "-type",
            "DAS",
            "-verbose",
            "false",
            "-debug",
            "false"));
    return arguments;
  }

  @Override
  Path home() {
    return home;
  }

  @Override
  Path deployments(Path base) {
    return domain(base).resolve("autodeploy");
  }
}
