package io.footfall.count;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still unless it is told to go on. */
public final class FakeClock implements Clock {

  private final AtomicLong nanos = new AtomicLong(Duration.ofDays(1).toNanos());

  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public long wallMillis() {
    return nanos.get() / 1_000_000;
  }
}
