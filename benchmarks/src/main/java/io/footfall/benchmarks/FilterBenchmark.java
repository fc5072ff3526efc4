package io.footfall.benchmarks;

import io.footfall.servlet.FootfallFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
 * What the filter itself takes for a request, around a container that takes nothing: the request is
 * a {@link Stub}. The engine behind it is the real one, with its file, journal and cluster of one,
 * and flushes every second; what it allocates in the background is part of the figure.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class FilterBenchmark {

  /** The filter, as a web application has it. */
  @State(Scope.Benchmark)
  public static class Deployed {

    /** The setting {@code counters}; {@code bare} is the chain without the filter. */
    @Param({"bare", "none", "status", "status,method,route,host"})
    String counters = "";

    private final Scratch scratch = Scratch.make();
    private final FootfallFilter filter = new FootfallFilter();

    /** Starts the engine. */
    @Setup
    public void start() throws ServletException, IOException {
      if (!counters.equals("bare")) {
        filter.init(
            new Config(
                Map.of(
                    "counters",
                    counters,
                    "data-dir",
                    scratch.path().toString(),
                    "join-timeout",
                    "100ms",
                    "port",
                    Integer.toString(Ports.free()))));
      }
    }

    /** Stops the engine, and deletes its files. */
    @TearDown
    public void stop() {
      filter.destroy();
      scratch.close();
    }
  }

  /** One request at a time. */
  @State(Scope.Thread)
  public static class Exchange {
    private final Stub.Request request = new Stub.Request();
    private final Stub.Response response = new Stub.Response();
    private final FilterChain chain = (asked, answered) -> request.serve();
  }

  /** One request. */
  @Benchmark
  public int request(Deployed deployed, Exchange exchange) throws IOException, ServletException {
    exchange.request.renew();
    if (deployed.counters.equals("bare")) {
      exchange.chain.doFilter(exchange.request, exchange.response);
    } else {
      deployed.filter.doFilter(exchange.request, exchange.response, exchange.chain);
    }
    return exchange.request.served();
  }

  /** A filter's configuration in a context that has only attributes. */
  private record Config(Map<String, String> parameters) implements FilterConfig {

    private static final ServletContext CONTEXT = context();

    private static ServletContext context() {
      Map<String, Object> attributes = new ConcurrentHashMap<>();
      return Stub.of(
          ServletContext.class,
          (name, arguments) ->
              switch (name) {
                case "getAttribute" -> attributes.get(String.valueOf(arguments[0]));
                case "setAttribute" -> attributes.put(String.valueOf(arguments[0]), arguments[1]);
                case "removeAttribute" -> attributes.remove(String.valueOf(arguments[0]));
                case "getInitParameterNames" -> Collections.emptyEnumeration();
                case "getContextPath" -> "";
                case "getClassLoader" -> FilterBenchmark.class.getClassLoader();
                default -> throw new UnsupportedOperationException(name);
              });
    }

    @Override
    public String getFilterName() {
      return "footfall";
    }

    @Override
    public ServletContext getServletContext() {
      return CONTEXT;
    }

    @Override
    public @Nullable String getInitParameter(String name) {
      return parameters.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return Collections.enumeration(parameters.keySet());
    }
  }
}
