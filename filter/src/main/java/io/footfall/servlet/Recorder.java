package io.footfall.servlet;

import io.footfall.Counter;
import io.footfall.Counters;
import io.footfall.config.CounterKind;
import io.footfall.count.Buckets;
import io.footfall.flow.Health;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts each request once, however often it is dispatched: {@code requests} when it arrives, the
 * rest when its exchange completes.
 *
 * <p>The request itself remembers that it was seen, in an attribute. Its value is the pattern of
 * the servlet that the request first came for, which a later dispatch changes. Safe for any thread;
 * nothing here throws, and after the first use of each name nothing allocates but one small object
 * for a request that goes on asynchronously.
 */
final class Recorder {

  /** The attribute of a request that was seen. */
  static final String SEEN = "io.footfall.servlet.seen";

  /** The value of {@link #SEEN} for a request that is excluded from counting. */
  private static final Object EXCLUDED = new Object();

  /** The value of {@link #SEEN} for a request to Footfall's own servlet. */
  private static final Object OWN = new Object();

  private final Exclusions exclusions;
  private final Counter requests;
  private final Breakdown breakdown;
  private final InFlight inFlight = new InFlight();
  private final Health health;
  private final EscapedStatus escapedStatus;
  private final AtomicBoolean told = new AtomicBoolean();

  /** Whether the container must not see what it could set a status of. */
  private volatile boolean hidesResponses;

  /** The names of Footfall's own servlets, whose requests are awaited but not counted. */
  private volatile String[] own = {};

  Recorder(
      Buckets buckets,
      Health health,
      Set<CounterKind> kinds,
      List<String> exclude,
      EscapedStatus escapedStatus,
      Classifiers classifiers) {
    this.exclusions = new Exclusions(exclude);
    this.requests = buckets.counter(Counters.REQUESTS);
    this.breakdown = new Breakdown(buckets, kinds, classifiers);
    this.health = health;
    this.escapedStatus = escapedStatus;
  }

  /** Leaves requests to these servlets out of the counts. */
  void leaveOut(Collection<String> servlets) {
    own = servlets.toArray(String[]::new);
  }

  /** Adds listeners with a response that has no status, for the container sets it otherwise. */
  void hideResponses() {
    hidesResponses = true;
  }

  /** Takes an exact pattern that is none of these for a file's. */
  void declare(Set<String> patterns) {
    breakdown.declare(patterns);
  }

  private boolean isOwn(HttpServletRequest request) {
    String[] names = own;
    if (names.length > 0) {
      HttpServletMapping mapping = request.getHttpServletMapping();
      String servlet = mapping == null ? null : mapping.getServletName();
      for (String name : names) {
        if (name.equals(servlet)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Counts a request if it is seen for the first time and not excluded.
   *
   * @return whether it was counted or is one of Footfall's own, so that {@link #left} must be
   *     called when the chain returns
   */
  boolean arrived(HttpServletRequest request) {
    boolean counted = false;
    try {
      if (request.getAttribute(SEEN) != null) {
        return false;
      }
      if (!exclusions.isEmpty()
          && exclusions.matches(request.getServletPath(), request.getPathInfo())) {
        request.setAttribute(SEEN, EXCLUDED);
        return false;
      }
      if (isOwn(request)) {
        request.setAttribute(SEEN, OWN);
        counted = true;
        inFlight.enter();
        return true;
      }
      // The add comes first: a listener to attributes may throw, and the count must not hang on it.
      counted = true;
      inFlight.enter();
      requests.increment();
      request.setAttribute(SEEN, pattern(request));
    } catch (Throwable e) {
      report(e);
    }
    return counted;
  }

  private String pattern(HttpServletRequest request) {
    try {
      return breakdown.pattern(request);
    } catch (Throwable e) {
      report(e);
      return Breakdown.UNMATCHED;
    }
  }

  /**
   * Notes that the chain has returned for a counted request, which completes it unless it goes on
   * asynchronously.
   *
   * @param escaped the exception by which it returned, if any
   */
  void left(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable escaped) {
    if (goesOn(request, response)) {
      inFlight.suspend();
      return;
    }
    complete(request, response, seen(request), escaped);
    inFlight.exit();
  }

  /** Whether the request is asynchronous, in which case its completion will be told. */
  private boolean goesOn(HttpServletRequest request, HttpServletResponse response) {
    try {
      if (request.isAsyncStarted()) {
        add(request.getAsyncContext(), new Completion(request, response, seen(request)));
        return true;
      }
    } catch (Throwable e) {
      report(e);
    }
    return false;
  }

  private void add(AsyncContext context, Completion completion) {
    if (hidesResponses) {
      context.addListener(
          completion, completion.request, new ServletResponseWrapper(completion.response));
    } else {
      context.addListener(completion);
    }
  }

  private @Nullable Object seen(HttpServletRequest request) {
    try {
      return request.getAttribute(SEEN);
    } catch (Throwable e) {
      report(e);
      return null;
    }
  }

  private void complete(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object seen,
      @Nullable Throwable escaped) {
    try {
      if (seen != OWN) {
        breakdown.count(request, status(response, escaped), seen);
      }
    } catch (Throwable e) {
      report(e);
    }
  }

  /**
   * The status that the client gets. For an exception that escapes, the container has yet to choose
   * one, unless the response is on its way already. What the response says until then is not kept:
   * GlassFish sets 500 for every exception of a servlet, before it looks at which it is.
   */
  private int status(HttpServletResponse response, @Nullable Throwable escaped) {
    return escaped == null || response.isCommitted()
        ? response.getStatus()
        : escapedStatus.of(escaped);
  }

  /** Completes as soon as the exchange of no counted request is under way. */
  CompletionStage<Void> drain() {
    return inFlight.drain();
  }

  /** Completes as soon as the thread of each counted request has come back. */
  CompletionStage<Void> returned() {
    return inFlight.returned();
  }

  private void report(Throwable e) {
    if (told.compareAndSet(false, true)) {
      try {
        health.failedOnce(
            "recorder",
            "A request could not be counted in full; the request is not affected, and further failures are not told",
            e);
      } catch (Throwable inReport) {
        // Nothing is left to tell it to, and the request must go on.
        Mishap.rethrowIfFatal(inReport);
      }
    }
  }

  /**
   * Is told when an asynchronous request ends. It remembers what the request was seen as: some
   * containers have taken the attributes back by then.
   */
  private final class Completion implements AsyncListener {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final @Nullable Object seen;
    private final AtomicBoolean completed = new AtomicBoolean();

    Completion(HttpServletRequest request, HttpServletResponse response, @Nullable Object seen) {
      this.request = request;
      this.response = response;
      this.seen = seen;
    }

    /** Only the first call counts: a container may keep a listener that was added again. */
    @Override
    public void onComplete(AsyncEvent event) {
      if (completed.compareAndSet(false, true)) {
        complete(request, response, seen, null);
        inFlight.complete();
      }
    }

    /** A dispatch that starts again has dropped its listeners. */
    @Override
    public void onStartAsync(AsyncEvent event) {
      try {
        add(event.getAsyncContext(), this);
      } catch (Throwable e) {
        report(e);
      }
    }

    /** The container completes the request, or a listener of the application does. */
    @Override
    public void onTimeout(AsyncEvent event) {}

    /** The container completes the request, or a listener of the application does. */
    @Override
    public void onError(AsyncEvent event) {}
  }
}
