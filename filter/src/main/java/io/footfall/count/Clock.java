package io.footfall.count;

/** The time, as an interface so that tests can set it. Implementations are safe for any thread. */
public interface Clock {

  /** The machine's own clocks. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }
      };

  /** Nanoseconds on a clock that never goes back; only differences mean something. */
  long nanos();

  /** Milliseconds since 1970-01-01T00:00Z; may jump either way. For showing and aligning only. */
  long wallMillis();
}
