package io.footfall.it.jetty;

import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.plus.webapp.EnvConfiguration;
import org.eclipse.jetty.ee10.plus.webapp.PlusConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.plus.jndi.EnvEntry;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.postgresql.ds.PGSimpleDataSource;

/** A plain Jetty with one web application: the main class of a node's JVM. */
public final class JettyMain {

  private static final long STOP_MILLIS = 10_000;

  private JettyMain() {}

  /**
   * Serves on a free port, which it tells on stdout.
   *
   * @param args the path of the WAR; then, if wanted, the URL of a PostgreSQL that the application
   *     finds as the data source {@code java:comp/env/jdbc/footfall}
   */
  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    server.addConnector(connector);
    WebAppContext application = new WebAppContext(args[0], "/");
    application.addConfiguration(new AnnotationConfiguration());
    if (args.length > 1) {
      application.addConfiguration(new EnvConfiguration(), new PlusConfiguration());
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(args[1]);
      new EnvEntry(application, "jdbc/footfall", source, true);
    }
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
