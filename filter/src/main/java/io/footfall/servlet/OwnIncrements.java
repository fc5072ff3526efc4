package io.footfall.servlet;

import io.footfall.count.Sums;
import io.footfall.metrics.Increments;
import org.jspecify.annotations.Nullable;

/** A reading of the buckets, as the meters want it. */
record OwnIncrements(Sums sums) implements Increments {

  @Override
  public int size() {
    return sums.size();
  }

  @Override
  public @Nullable String name(int index) {
    return sums.name(index);
  }

  @Override
  public long increments(int index) {
    return sums.increments(index);
  }
}
