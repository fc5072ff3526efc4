package io.footfall.servlet;

import io.footfall.Counter;
import io.footfall.CounterNames;
import io.footfall.RequestClassifier;
import io.footfall.count.Buckets;
import io.footfall.flow.Health;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The application's own {@link RequestClassifier}s, and the counters that they name. What they do
 * wrong is reported once and affects neither the request nor each other. Safe for any thread.
 */
final class Classifiers {

  /** How many failures to load are taken before the rest is given up. */
  private static final int MAX_LOAD_FAILURES = 100;

  /** How many different bad names are told; a bound on memory. */
  private static final int MAX_BAD_NAMES = 1_000;

  private final Buckets buckets;
  private final Health health;
  private final ConcurrentHashMap<String, Counter> known = new ConcurrentHashMap<>();
  private final Set<String> badNames = ConcurrentHashMap.newKeySet();
  private final Guarded[] all;

  /**
   * Takes the given classifiers.
   *
   * @param classifiers called in this order
   */
  Classifiers(Buckets buckets, Health health, List<RequestClassifier> classifiers) {
    this.buckets = buckets;
    this.health = health;
    this.all = classifiers.stream().map(Guarded::new).toArray(Guarded[]::new);
  }

  /**
   * Loads what the application offers.
   *
   * @param loader the web application's
   */
  static List<RequestClassifier> load(@Nullable ClassLoader loader, Health health) {
    List<RequestClassifier> found = new ArrayList<>();
    Iterator<RequestClassifier> offers =
        ServiceLoader.load(RequestClassifier.class, loader).iterator();
    for (int failures = 0; failures < MAX_LOAD_FAILURES; ) {
      try {
        if (!offers.hasNext()) {
          break;
        }
        found.add(offers.next());
      } catch (Throwable e) {
        Mishap.rethrowIfFatal(e);
        failures++;
        health.failedOnce(
            "classifier:" + e.getMessage(),
            "A RequestClassifier could not be loaded and is left out: see that the class named in META-INF/services/io.footfall.RequestClassifier exists and has a public constructor without parameters",
            e);
      }
    }
    return found;
  }

  /** Asks each classifier, and counts under the names that it gives. */
  void classify(HttpServletRequest request, int status) {
    for (Guarded classifier : all) {
      classifier.classify(request, status);
    }
  }

  private void count(@Nullable String name) {
    Counter counter = name == null ? null : known.get(name);
    if (counter == null) {
      counter = learn(name);
    }
    if (counter != null) {
      counter.increment();
    }
  }

  private @Nullable Counter learn(@Nullable String name) {
    try {
      if (name == null) {
        throw new IllegalArgumentException("a counter's name must not be null");
      }
      Counter counter = buckets.counter(CounterNames.requireFree(name));
      // Beyond the capacity nothing is kept here, so that a flood of names stays within memory.
      if (known.size() < buckets.capacity()) {
        known.put(name, counter);
      }
      return counter;
    } catch (IllegalArgumentException e) {
      String bad = String.valueOf(e.getMessage());
      if (badNames.size() < MAX_BAD_NAMES && badNames.add(bad)) {
        health.failedOnce(
            "classified:" + bad, "A name that a RequestClassifier gave is ignored: " + bad, null);
      }
      return null;
    }
  }

  /** One classifier, whose failures are told once. */
  private final class Guarded {

    private final RequestClassifier classifier;
    private final Consumer<String> counting = Classifiers.this::count;
    private final AtomicBoolean told = new AtomicBoolean();

    Guarded(RequestClassifier classifier) {
      this.classifier = classifier;
    }

    void classify(HttpServletRequest request, int status) {
      try {
        classifier.classify(request, status, counting);
      } catch (Throwable e) {
        Mishap.rethrowIfFatal(e);
        if (told.compareAndSet(false, true)) {
          String name = classifier.getClass().getName();
          health.failedOnce(
              "classifies:" + name,
              "The RequestClassifier "
                  + name
                  + " failed; the request is not affected, and further failures are not told",
              e);
        }
      }
    }
  }
}
