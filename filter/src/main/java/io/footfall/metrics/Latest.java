package io.footfall.metrics;

import io.footfall.Status;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the meters show, read once for all that a registry asks for together: reading it costs as
 * much as there are counters. Safe for any thread.
 */
final class Latest {

  /** Younger than this it is given again; a registry asks for everything within less. */
  static final long NANOS = 50_000_000;

  /** The status and the counters of one moment. */
  record Moment(Status status, Increments increments, long atNanos) {}

  private final Source source;
  private final LongSupplier nanos;
  private @Nullable Moment moment;

  Latest(Source source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  synchronized Moment get() {
    Moment known = moment;
    long now = nanos.getAsLong();
    if (known == null || now - known.atNanos() >= NANOS) {
      known = new Moment(source.counters().status(), source.increments().get(), now);
      moment = known;
    }
    return known;
  }
}
