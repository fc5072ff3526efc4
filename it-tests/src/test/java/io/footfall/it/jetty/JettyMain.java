package io.footfall.it.jetty;

import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** A plain Jetty with one web application: the main class of a node's JVM. */
public final class JettyMain {

  private static final long STOP_MILLIS = 10_000;

  private JettyMain() {}

  /**
   * Serves on a free port, which it tells on stdout.
   *
   * @param args the path of the WAR
   */
  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    server.addConnector(connector);
    WebAppContext application = new WebAppContext(args[0], "/");
    application.addConfiguration(new AnnotationConfiguration());
    application.setThrowUnavailableOnStartupException(true);
    server.setHandler(new GracefulHandler(application));
    server.setStopTimeout(STOP_MILLIS);
    server.setStopAtShutdown(true);
    try {
      server.start();
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.out.println("listening at " + connector.getLocalPort());
    server.join();
  }
}
