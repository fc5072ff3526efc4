package io.footfall;

import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counters for callers that come before Footfall has started in their context, or when it never
 * does: looks the real ones up at every call.
 */
final class LateCounters implements Counters {

  private static final Status OFF =
      new Status(
          "",
          "",
          "",
          "",
          0,
          0,
          0,
          null,
          null,
          null,
          Status.Durability.NONE,
          1,
          true,
          0,
          Map.of(),
          "",
          List.of(),
          0,
          List.of(),
          null);

  private final ServletContext context;

  LateCounters(ServletContext context) {
    this.context = context;
  }

  private @Nullable Counters real() {
    return context.getAttribute(Footfall.ATTRIBUTE) instanceof Counters counters ? counters : null;
  }

  @Override
  public Counter counter(String name) {
    Counters real = real();
    return real != null ? real.counter(name) : new LateCounter(CounterNames.requireFree(name));
  }

  @Override
  public Reading read(String name) {
    Counters real = real();
    return real != null
        ? real.read(name)
        : new Reading(name, 0, Duration.ZERO, 0, List.of(), List.of());
  }

  @Override
  public SortedMap<String, Reading> readAll(String prefix) {
    Counters real = real();
    return real != null ? real.readAll(prefix) : Collections.unmodifiableSortedMap(new TreeMap<>());
  }

  @Override
  public Series series(String name, Instant from, Instant to, Duration step) {
    Counters real = real();
    return real != null
        ? real.series(name, from, to, step)
        : new Series(name, from, to, step, Duration.ZERO, List.of());
  }

  @Override
  public SortedMap<String, Reading> readAll(String prefix, String after, int limit) {
    Counters real = real();
    return real != null
        ? real.readAll(prefix, after, limit)
        : Collections.unmodifiableSortedMap(new TreeMap<>());
  }

  @Override
  public List<Node> nodes() {
    Counters real = real();
    return real != null ? real.nodes() : List.of();
  }

  @Override
  public Status status() {
    Counters real = real();
    return real != null ? real.status() : OFF;
  }

  /** Becomes the real counter at the first call after Footfall has started. */
  private final class LateCounter implements Counter {
    private final String name;
    private volatile @Nullable Counter found;

    LateCounter(String name) {
      this.name = name;
    }

    private @Nullable Counter find() {
      Counter counter = found;
      if (counter == null) {
        Counters real = real();
        if (real != null) {
          counter = real.counter(name);
          found = counter;
        }
      }
      return counter;
    }

    @Override
    public String name() {
      Counter counter = find();
      return counter != null ? counter.name() : name;
    }

    @Override
    public void increment() {
      add(1);
    }

    @Override
    public void add(long amount) {
      Counter counter = find();
      if (counter != null) {
        counter.add(amount);
      } else if (amount < -MAX_ADD || amount > MAX_ADD) {
        throw new IllegalArgumentException(
            "an amount must be between " + -MAX_ADD + " and " + MAX_ADD + ", was " + amount);
      }
    }
  }
}
