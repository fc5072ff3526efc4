package io.footfall.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.footfall.Footfall;
import io.footfall.servlet.FootfallInitializer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/**
 * One Jetty with two contexts: {@code /counted} with Footfall's HTTP API, and {@code /empty} with a
 * servlet that parses the same JSON and counts nothing. Footfall's settings come from the
 * environment and the system properties, as for any deployment. In front of both, the same filter
 * counts the answers with 202. {@code increment-http.sh} loads both in turns.
 */
public final class IncrementHttp {

  private IncrementHttp() {}

  /**
   * Starts, prints {@code ready port=N}, and runs until its input ends. A line of input prints the
   * value of the counter {@code c1} and how many requests for it were accepted.
   */
  public static void main(String[] args) throws Exception {
    try (Scratch scratch = Scratch.make()) {
      ServletContextHandler counted = new ServletContextHandler("/counted");
      Map.of("http", "write", "join-timeout", "100ms", "data-dir", scratch.path().toString())
          .forEach((name, value) -> counted.setInitParameter("footfall." + name, value));
      counted.addServletContainerInitializer(new FootfallInitializer());
      ServletContextHandler empty = new ServletContextHandler("/empty");
      Accepted accepted = new Accepted();
      counted.addFilter(new FilterHolder(accepted), "/*", EnumSet.of(DispatcherType.REQUEST));
      empty.addFilter(new FilterHolder(new Accepted()), "/*", EnumSet.of(DispatcherType.REQUEST));
      empty.addServlet(new ServletHolder(new Empty()), "/footfall/*");
      Server server = new Server();
      ServerConnector connector = new ServerConnector(server);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      server.setHandler(new ContextHandlerCollection(counted, empty));
      server.start();
      System.out.println("ready port=" + connector.getLocalPort());
      while (System.in.read() >= 0) {
        System.out.println(
            "c1="
                + Footfall.of(counted.getServletContext()).read("c1").value()
                + " accepted="
                + accepted.answers.sum());
      }
      server.stop();
    }
  }

  /** Counts the answers with 202. */
  private static final class Accepted implements Filter {
    private final LongAdder answers = new LongAdder();

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(request, response);
      if (((HttpServletResponse) response).getStatus() == HttpServletResponse.SC_ACCEPTED) {
        answers.increment();
      }
    }
  }

  /** Reads what the API reads, and answers what it answers. */
  private static final class Empty extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String key = "";
      long value = 0;
      try (JsonParser parser = JSON.createParser((InputStream) request.getInputStream())) {
        while (parser.nextToken() != null) {
          if (parser.currentToken() == JsonToken.VALUE_STRING) {
            key = parser.getText();
          } else if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            value = parser.getLongValue();
          }
        }
      }
      byte[] body =
          ("{\"data\":{\"key\":\"" + key + "\",\"value\":" + value + "}}")
              .getBytes(StandardCharsets.UTF_8);
      response.setStatus(202);
      response.setContentType("application/json;charset=UTF-8");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
