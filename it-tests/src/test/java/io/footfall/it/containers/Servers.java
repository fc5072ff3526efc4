package io.footfall.it.containers;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The containers by their names, and those that run. */
final class Servers {

  private static final Map<String, Server> RUNNING = new ConcurrentHashMap<>();

  private Servers() {}

  /** The running container of this name, started when it does not run. */
  static Server running(String name) {
    return RUNNING.computeIfAbsent(
        name,
        missing -> {
          Server server = create(missing);
          server.start();
          return server;
        });
  }

  static void stop(String name) {
    Server server = RUNNING.remove(name);
    if (server != null) {
      server.stop();
    }
  }

  static void killAll() {
    RUNNING.values().forEach(Server::kill);
    RUNNING.clear();
  }

  /** A container of this name that does not run yet. */
  static Server create(String name) {
    return switch (name) {
      case "jetty-12.1-ee10" ->
          new JettyServer(name, "jetty-home-" + version("jetty-home"), "ee10");
      case "jetty-12.1-ee11" ->
          new JettyServer(name, "jetty-home-" + version("jetty-home"), "ee11");
      case "jetty-12.0" -> new JettyServer(name, "jetty-home-" + version("jetty-12.0"), "ee10");
      case "tomcat-10.1" -> new TomcatServer(name, "apache-tomcat-" + version("tomcat-10.1"));
      case "tomcat-11" -> new TomcatServer(name, "apache-tomcat-" + version("tomcat-11"));
      case "wildfly-39" -> new WildFlyServer(name, "wildfly-" + version("wildfly"));
      case "open-liberty" -> new LibertyServer(name);
      case "payara-micro-6" ->
          new PayaraMicroServer(name, "payara-micro-" + version("payara-micro") + ".jar");
      case "glassfish-7" -> new GlassFishServer(name);
      default -> throw new IllegalArgumentException("no container is called " + name);
    };
  }

  private static String version(String container) {
    String version = System.getProperty("container." + container, "");
    if (version.isEmpty()) {
      throw new IllegalStateException(
          "The system property container." + container + " is not set: run the tests with Maven");
    }
    return version;
  }
}
