package io.footfall.metrics;

import org.jspecify.annotations.Nullable;

/**
 * How often each counter was incremented under this node's identity, at one moment. A counter keeps
 * its index; new ones are added at the end. Immutable; safe for any thread.
 */
public interface Increments {

  /** One more than the highest index. */
  int size();

  /** The counter's name, or null where it could not be read. */
  @Nullable String name(int index);

  /** The sum of its increments, which never falls. */
  long increments(int index);
}
