package io.footfall.benchmarks;

import io.footfall.servlet.FootfallFilter;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request through a whole Jetty, from its bytes to the bytes of the answer but without a socket:
 * with no filter, with one that only sets an attribute and asks the container what Footfall has to
 * ask, and with Footfall's. The difference of the first two is what the container takes for it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class JettyBenchmark {

  private static final ByteBuffer REQUEST =
      ByteBuffer.wrap(
          "GET /articles HTTP/1.1\r\nHost: example.com\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));

  /** No filter, one that sets an attribute, or Footfall's with this setting {@code counters}. */
  @Param({"bare", "attribute", "none", "status", "status,method,route,host"})
  String filter = "";

  private final Scratch scratch = Scratch.make();
  private final Server server = new Server();
  private final LocalConnector connector = new LocalConnector(server);
  private LocalConnector.@Nullable LocalEndPoint connection;

  /** Starts Jetty. */
  @Setup
  public void start() throws Exception {
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(new Articles()), "/articles");
    if (filter.equals("attribute")) {
      add(context, new FilterHolder(new Marking()));
    } else if (!filter.equals("bare")) {
      FilterHolder footfall = new FilterHolder(FootfallFilter.class);
      footfall.setInitParameter("counters", filter);
      footfall.setInitParameter("data-dir", scratch.path().toString());
      footfall.setInitParameter("join-timeout", "100ms");
      footfall.setInitParameter("port", Integer.toString(Ports.free()));
      add(context, footfall);
    }
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
    connection = connector.connect();
  }

  private static void add(ServletContextHandler context, FilterHolder holder) {
    holder.setAsyncSupported(true);
    context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
  }

  /** Stops Jetty, and deletes what Footfall wrote. */
  @TearDown
  public void stop() throws Exception {
    Objects.requireNonNull(connection).close();
    server.stop();
    scratch.close();
  }

  /** One request on a connection that stays open. */
  @Benchmark
  public String request() throws Exception {
    LocalConnector.LocalEndPoint open = Objects.requireNonNull(connection);
    open.addInput(REQUEST.slice());
    return open.getResponse();
  }

  private static final class Articles extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
  }

  private static final class Marking implements Filter {
    private static final String SEEN = "seen";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if (request.getAttribute(SEEN) == null) {
        request.setAttribute(SEEN, SEEN);
      }
      chain.doFilter(request, response);
      if (request.isAsyncStarted()
          || request.getAttribute(SEEN) == null
          || ((HttpServletResponse) response).getStatus() != HttpServletResponse.SC_NO_CONTENT) {
        throw new ServletException("the container does not answer as it should");
      }
    }
  }
}
