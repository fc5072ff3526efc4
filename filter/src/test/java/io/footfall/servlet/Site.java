package io.footfall.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.footfall.Counters;
import io.footfall.Footfall;
import io.footfall.FreePorts;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** A real Jetty on a free port, with one or more contexts. */
final class Site {
  // Apart from whatever else runs on this machine under the name of a cluster that is the default.
  private static final String PORT = Integer.toString(FreePorts.choose());

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final ContextHandlerCollection contexts = new ContextHandlerCollection();

  Site() {
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    server.setHandler(contexts);
  }

  /** A servlet in a line. */
  @FunctionalInterface
  interface Service {
    void serve(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  /** A context without Footfall whose files, none, are served by the default servlet. */
  static ServletContextHandler context(String path, Path data) {
    ServletContextHandler context = new ServletContextHandler(path, true, false);
    context.setBaseResourceAsString(data.toString());
    context.setInitParameter("footfall.data-dir", data.toString());
    context.setInitParameter("footfall.node", "test");
    context.setInitParameter("footfall.join-timeout", "100ms");
    context.setInitParameter("footfall.port", PORT);
    context.addServlet(new ServletHolder("default", DefaultServlet.class), "/");
    return context;
  }

  static void serve(ServletContextHandler context, String pattern, Service service) {
    context.addServlet(new ServletHolder(pattern, new Lambda(service)), pattern);
  }

  private static final class Lambda extends HttpServlet {
    private static final long serialVersionUID = 1;
    private final transient Service service;

    Lambda(Service service) {
      this.service = service;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      service.serve(request, response);
    }
  }

  Site with(Handler context) {
    contexts.addHandler(context);
    return this;
  }

  Site start() throws Exception {
    server.start();
    return this;
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Sends a request as it is written, and returns the whole answer once the server closes. */
  String exchange(String request) throws IOException {
    try (Socket socket = open(request)) {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** Sends a request, and leaves the answer to the caller. */
  Socket open(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  /** Gets a path, and returns the status of the answer. */
  int get(String path) throws IOException {
    return status(
        exchange("GET " + path + " HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"));
  }

  static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  /** The counters with values other than zero. */
  static Map<String, Long> counted(ServletContextHandler context) {
    return counted(Footfall.of(context.getServletContext()));
  }

  static Map<String, Long> counted(Counters counters) {
    Map<String, Long> values = new TreeMap<>();
    counters.readAll("").forEach((name, reading) -> values.put(name, reading.value()));
    values.values().removeIf(value -> value == 0);
    return values;
  }

  void stop() throws Exception {
    server.stop();
  }
}
