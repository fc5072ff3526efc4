package io.footfall.benchmarks;

import io.footfall.Counters;
import io.footfall.Footfall;
import io.footfall.Reading;
import io.footfall.servlet.FootfallFilter;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
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
 * 100,000 distinct counters, incremented by name and read at random beside each other, through the
 * Java API of a whole node that journals and commits once a second. With room for 65,536 names the
 * others are folded into {@code (other)}; the end checks that every addition is somewhere, and that
 * the folding is told.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CountersBenchmark {

  private static final int NAMES = 100_000;

  /** How many names get a counter of their own: the default, and enough for all. */
  @Param({"65536", "131072"})
  String maxCounters = "";

  private final String[] names = new String[NAMES];
  private final Scratch scratch = Scratch.make();
  private final Server server = new Server();
  private @Nullable Counters counters;

  /** Starts a node, and uses each name once. */
  @Setup
  public void start() throws Exception {
    ServletContextHandler context = new ServletContextHandler();
    FilterHolder footfall = new FilterHolder(FootfallFilter.class);
    footfall.setInitParameter("counters", "none");
    footfall.setInitParameter("max-counters", maxCounters);
    footfall.setInitParameter("data-dir", scratch.path().toString());
    footfall.setInitParameter("join-timeout", "100ms");
    footfall.setInitParameter("port", Integer.toString(Ports.free()));
    context.addFilter(footfall, "/*", EnumSet.allOf(DispatcherType.class));
    server.setHandler(context);
    server.start();
    Counters started = Footfall.of(context.getServletContext());
    counters = started;
    for (int i = 0; i < NAMES; i++) {
      names[i] = "counter-" + i;
      started.counter(names[i]).increment();
    }
    long all = started.readAll("").values().stream().mapToLong(Reading::value).sum();
    long folded = started.read(Counters.OTHER).value();
    System.out.printf(
        "%n%,d names, %,d counted, of these %,d in (other), foldedNames %,d%n",
        NAMES, all, folded, started.status().foldedNames());
    if (all != NAMES || folded != started.status().foldedNames()) {
      throw new IllegalStateException("counts are lost, or folding is not told");
    }
  }

  /** Stops the node, and deletes what it wrote. */
  @TearDown
  public void stop() throws Exception {
    server.stop();
    scratch.close();
  }

  private Counters counters() {
    return Objects.requireNonNull(counters);
  }

  private String name() {
    return names[ThreadLocalRandom.current().nextInt(NAMES)];
  }

  /** What choosing a name takes, a part of both others. */
  @Benchmark
  public String choose() {
    return name();
  }

  /** One increment by name, beside a thread that reads. */
  @Benchmark
  @Group("beside")
  public void increment() {
    counters().counter(name()).increment();
  }

  /** One read by name, beside a thread that increments. */
  @Benchmark
  @Group("beside")
  public Reading read() {
    return counters().read(name());
  }
}
