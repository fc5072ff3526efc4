package io.footfall.servlet;

import io.footfall.Counter;
import io.footfall.config.CounterKind;
import io.footfall.count.Buckets;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a completed request is counted as, beside {@code requests}: its status, method, route and
 * host as far as the settings ask, and what the application's classifiers name. Safe for any
 * thread.
 */
final class Breakdown {

  private static final int MAX_METHODS = 32;
  private static final int MAX_HOSTS = 256;

  /** The route of requests that no servlet matched, or that were not found. */
  static final String UNMATCHED = "(unmatched)";

  /** Where Spring's dispatcher leaves the pattern of the handler that it chose. */
  private static final String SPRING_PATTERN =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  /** By the status's first digit; index 0 for statuses that are none. Null if not asked for. */
  private final Counter @Nullable [] statuses;

  private final @Nullable Dimension methods;
  private final @Nullable Dimension routes;
  private final @Nullable Dimension hosts;
  private final Classifiers classifiers;

  /** The patterns of the application's servlets, where the container has others too. */
  private volatile @Nullable Set<String> declared;

  Breakdown(Buckets buckets, Set<CounterKind> kinds, Classifiers classifiers) {
    this.classifiers = classifiers;
    if (kinds.contains(CounterKind.STATUS)) {
      statuses = new Counter[6];
      for (int i = 1; i < statuses.length; i++) {
        statuses[i] = buckets.counter("status:" + i + "xx");
      }
      statuses[0] = buckets.counter("status:other");
    } else {
      statuses = null;
    }
    methods =
        kinds.contains(CounterKind.METHOD)
            ? new Dimension(buckets, "method:", MAX_METHODS, Values::isMethod)
            : null;
    // Routes are the application's own patterns, so only the number of counters bounds them.
    routes =
        kinds.contains(CounterKind.ROUTE)
            ? new Dimension(buckets, "route:", buckets.capacity(), route -> true)
            : null;
    hosts =
        kinds.contains(CounterKind.HOST)
            ? new Dimension(buckets, "host:", MAX_HOSTS, Values::isHost)
            : null;
  }

  /**
   * Takes no other exact pattern than these for a route: the container makes one for each file that
   * it has served.
   */
  void declare(Set<String> patterns) {
    declared = Set.copyOf(patterns);
  }

  /** The pattern of the servlet that a request came for, as the container has it. */
  String pattern(HttpServletRequest request) {
    if (routes == null) {
      return UNMATCHED;
    }
    HttpServletMapping mapping = request.getHttpServletMapping();
    if (mapping == null || mapping.getMappingMatch() == null) {
      return UNMATCHED;
    }
    String pattern = mapping.getPattern();
    if (pattern == null) {
      return UNMATCHED;
    }
    Set<String> known = declared;
    if (known == null
        || mapping.getMappingMatch() != MappingMatch.EXACT
        || known.contains(pattern)) {
      return pattern;
    }
    // What the file's first request was mapped by.
    return pattern.endsWith(".jsp") ? "*.jsp" : pattern.endsWith(".jspx") ? "*.jspx" : "/";
  }

  /**
   * Counts a request that has completed.
   *
   * @param pattern what {@link #pattern} gave when the request arrived; anything else is unmatched
   */
  void count(HttpServletRequest request, int status, @Nullable Object pattern) {
    if (statuses != null) {
      statuses[status >= 100 && status <= 599 ? status / 100 : 0].increment();
    }
    if (methods != null) {
      String method = request.getMethod();
      (method == null ? methods.other() : methods.counter(method)).increment();
    }
    if (routes != null) {
      routes.counter(route(request, status, pattern)).increment();
    }
    if (hosts != null) {
      String host = host(request);
      (host == null ? hosts.other() : hosts.counter(host)).increment();
    }
    classifiers.classify(request, status);
  }

  private static String route(HttpServletRequest request, int status, @Nullable Object pattern) {
    if (status == HttpServletResponse.SC_NOT_FOUND) {
      return UNMATCHED;
    }
    if (request.getAttribute(SPRING_PATTERN) instanceof String spring) {
      return spring;
    }
    return pattern instanceof String servlet ? servlet : UNMATCHED;
  }

  /** The host that the client asked for, in lower case and without port; null if it named none. */
  private static @Nullable String host(HttpServletRequest request) {
    // Only HTTP/1.0 may leave it out; the container then gives its own address.
    if ("HTTP/1.0".equals(request.getProtocol()) && request.getHeader("Host") == null) {
      return null;
    }
    String host = request.getServerName();
    return host == null ? null : Values.lowerCase(host);
  }
}
