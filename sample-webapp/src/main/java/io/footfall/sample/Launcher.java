package io.footfall.sample;

import java.nio.file.Path;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.webapp.MetaInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;

/** Starts the sample on Jetty, from the executable WAR or from the compiled classes. */
public final class Launcher {

  private Launcher() {}

  /**
   * Serves until the process is stopped.
   *
   * @param args not used: {@code PORT} in the environment is the port, 8080 by default
   * @throws Exception if the port is taken or the application does not start
   */
  public static void main(String[] args) throws Exception {
    String port = System.getenv().getOrDefault("PORT", "8080");
    Server server = new Server(Integer.parseInt(port));
    server.setStopAtShutdown(true);
    server.setHandler(application());
    server.start();
    System.out.println("footfall ready url=http://localhost:" + port + "/");
    server.join();
  }

  private static WebAppContext application() throws Exception {
    Path home = Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    WebAppContext context = new WebAppContext();
    context.setContextPath("/");
    context.addConfiguration(new AnnotationConfiguration());
    context.setThrowUnavailableOnStartupException(true);
    if (home.toString().endsWith(".war")) {
      context.setWar(home.toString());
    } else {
      // target/classes, in the source tree: the class path is the application's.
      context.setWar(home.resolve("../../src/main/webapp").normalize().toString());
      context.setAttribute(
          MetaInfConfiguration.CONTAINER_JAR_PATTERN, ".*/target/classes/|.*/footfall-[^/]*\\.jar");
    }
    return context;
  }
}
