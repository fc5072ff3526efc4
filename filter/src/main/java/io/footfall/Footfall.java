package io.footfall;

import jakarta.servlet.ServletContext;
import java.util.Objects;

/** The way from a web application to its counters. */
public final class Footfall {

  /** The servlet context attribute that holds the application's {@link Counters}. */
  public static final String ATTRIBUTE = "io.footfall.Counters";

  private Footfall() {}

  /**
   * The counters of a web application.
   *
   * <p>May be called at any time. Before Footfall has started in this context, and when it is
   * disabled or destroyed, the counters ignore what they are given and read as zero; once it has
   * started, the same objects count.
   *
   * @return the counters, never null
   */
  public static Counters of(ServletContext context) {
    Objects.requireNonNull(context, "context");
    return context.getAttribute(ATTRIBUTE) instanceof Counters counters
        ? counters
        : new LateCounters(context);
  }
}
