package io.footfall.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.servlet.ErrorHandler;
import org.eclipse.jetty.ee10.webapp.MetaInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;

/**
 * Starts the sample on Jetty, from the executable WAR or from the compiled classes. {@code PORT} in
 * the environment is the port, 8080 by default; 0 takes a free one.
 *
 * <p>Says on stdout when it serves, in one line; everything else goes to stderr. SIGTERM and Ctrl-C
 * let the requests in flight end, for a bounded time. When it cannot start it says why in one line
 * and exits with 1.
 */
public final class Launcher {

  /** Where the application leaves a {@code Supplier<String>} that describes its node. */
  static final String STATUS_ATTRIBUTE = "io.footfall.sample.status";

  /** Held, because the log manager alone would let it go, and its level with it. */
  private static final Logger FOOTFALL_LOG = Logger.getLogger("io.footfall");

  private static final int DEFAULT_PORT = 8080;
  private static final int MAX_PORT = 65_535;
  private static final long STOP_MILLIS = 10_000;

  private Launcher() {}

  /**
   * Serves until the process is stopped.
   *
   * @param args not used
   */
  public static void main(String[] args) throws Exception {
    logOneLineAMessage();
    if (isDebug(System.getenv())) {
      FOOTFALL_LOG.setLevel(Level.FINE);
    }
    try {
      start(port(System.getenv())).join();
    } catch (CannotStart e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Server start(int port) throws CannotStart {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setPort(port);
    server.addConnector(connector);
    try {
      // Before the application: it need not start when the port is taken.
      connector.open();
    } catch (IOException e) {
      throw new CannotStart(
          "PORT "
              + port
              + " cannot be listened at ("
              + innermost(e).getMessage()
              + "): stop what uses it or choose another, as in PORT=8081; PORT=0 takes a free one",
          e);
    }
    try {
      WebAppContext application = application();
      server.setHandler(new GracefulHandler(application));
      server.setStopTimeout(STOP_MILLIS);
      server.setStopAtShutdown(true);
      server.start();
      System.out.println(
          "footfall ready url=http://localhost:"
              + connector.getLocalPort()
              + "/ "
              + status(application));
      return server;
    } catch (Exception e) {
      throw new CannotStart("The sample cannot start: " + innermost(e), e);
    }
  }

  private static WebAppContext application() throws URISyntaxException {
    Path home = Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    WebAppContext context = new WebAppContext();
    context.setContextPath("/");
    context.addConfiguration(new AnnotationConfiguration());
    context.setThrowUnavailableOnStartupException(true);
    context.setInitParameter("org.eclipse.jetty.servlet.Default.dirAllowed", "false");
    if (context.getErrorHandler() instanceof ErrorHandler errors) {
      errors.setShowStacks(false);
    }
    if (Files.isRegularFile(home)) {
      context.setWar(home.toString());
      // Nothing else has what Jetty looks for; to scan it all takes longer than the rest of the
      // start.
      context.setAttribute(MetaInfConfiguration.WEBINF_JAR_PATTERN, ".*/footfall-[^/]*\\.jar");
    } else {
      // target/classes, in the source tree: the class path is the application's.
      context.setWar(home.resolve("../../src/main/webapp").normalize().toString());
      context.setAttribute(
          MetaInfConfiguration.CONTAINER_JAR_PATTERN, ".*/target/classes/|.*/footfall-[^/]*\\.jar");
    }
    return context;
  }

  private static Object status(WebAppContext application) {
    return application.getServletContext().getAttribute(STATUS_ATTRIBUTE) instanceof Supplier<?> s
        ? s.get()
        : "node=- data=- members=1";
  }

  static int port(Map<String, String> environment) throws CannotStart {
    String text = environment.getOrDefault("PORT", "").strip();
    if (text.isEmpty()) {
      return DEFAULT_PORT;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw new CannotStart(
        "PORT must be a whole number from 0 to "
            + MAX_PORT
            + ", was \""
            + text.replaceAll("\\p{Cntrl}", "?")
            + "\": write a port, as in PORT=8081, or PORT=0 for a free one",
        null);
  }

  static boolean isDebug(Map<String, String> environment) {
    return environment.getOrDefault("DEBUG", "").strip().equalsIgnoreCase("true");
  }

  /** Unless the operator has a configuration of java.util.logging of their own. */
  private static void logOneLineAMessage() throws IOException {
    if (System.getProperty("java.util.logging.config.file") != null
        || System.getProperty("java.util.logging.config.class") != null) {
      return;
    }
    try (InputStream in = Launcher.class.getResourceAsStream("/launcher-logging.properties")) {
      if (in != null) {
        LogManager.getLogManager().readConfiguration(in);
      }
    }
  }

  private static Throwable innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The message is for the person at the terminal. */
  static final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    CannotStart(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
