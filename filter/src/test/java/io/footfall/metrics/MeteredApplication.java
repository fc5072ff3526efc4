package io.footfall.metrics;

import io.footfall.Counters;
import io.footfall.Footfall;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Binds meters, in whatever class loader it was loaded by. */
public final class MeteredApplication implements Callable<@Nullable AutoCloseable> {

  @Override
  public @Nullable AutoCloseable call() {
    return Telemetry.bind(source("ROOT", 1), null);
  }

  /** A node on which the counters {@code c0}, {@code c1} and so on were incremented once each. */
  static Source source(String context, int size) {
    return new Source(context, counters(), () -> new Once(size));
  }

  /** Those of a context in which nothing has started. */
  static Counters counters() {
    ServletContext none =
        (ServletContext)
            Proxy.newProxyInstance(
                MeteredApplication.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> null);
    return Objects.requireNonNull(Footfall.of(none));
  }

  /** Each counter was incremented once. */
  record Once(int size) implements Increments {

    @Override
    public String name(int index) {
      return "c" + index;
    }

    @Override
    public long increments(int index) {
      return 1;
    }
  }
}
