package io.footfall.flow;

import io.footfall.FlushListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Those who want to know how long flushing takes. What one of them throws stays here: counting does
 * not depend on who listens. Costs nothing while nobody does. Safe for any thread.
 */
final class FlushListeners implements FlushListener {

  private final List<FlushListener> listeners = new CopyOnWriteArrayList<>();
  private final Health health;

  FlushListeners(Health health) {
    this.health = health;
  }

  void add(FlushListener listener) {
    listeners.add(listener);
  }

  void remove(FlushListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void ticked(long tookNanos) {
    tell(listener -> listener.ticked(tookNanos));
  }

  @Override
  public void journaled(long tookNanos) {
    tell(listener -> listener.journaled(tookNanos));
  }

  @Override
  public void committed(long tookNanos) {
    tell(listener -> listener.committed(tookNanos));
  }

  private void tell(Telling telling) {
    for (FlushListener listener : listeners) {
      try {
        telling.tell(listener);
      } catch (RuntimeException | LinkageError e) {
        health.failedOnce(
            "flush listener " + e.getClass(),
            "A duration could not be measured; counting is not affected",
            e);
      }
    }
  }

  /** One call of a listener. */
  @FunctionalInterface
  private interface Telling {
    void tell(FlushListener listener);
  }
}
