package io.footfall.metrics;

import io.footfall.FlushListener;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one deployment in a Micrometer registry of the application. No signature here has a
 * type of Micrometer's, so this class can be loaded where there is none.
 *
 * <p>As a listener it takes the durations; call it from background threads only. Closing removes
 * the meters from the registry, so that a registry that outlives the web application does not keep
 * its class loader.
 */
public interface Telemetry extends FlushListener, AutoCloseable {

  /** The servlet context attribute in which an application hands its registry over. */
  String ATTRIBUTE = "io.micrometer.core.instrument.MeterRegistry";

  /**
   * Binds the meters to the first registry there is: the one given, the one in JNDI under {@code
   * java:comp/env/micrometer/MeterRegistry}, Micrometer's global one.
   *
   * @param source what the meters are read from
   * @param given what the application has put into the {@linkplain #ATTRIBUTE attribute}, if
   *     anything
   * @return null if the application has no Micrometer
   * @throws IllegalStateException if the object given, or the one in JNDI, is no registry of the
   *     application's own Micrometer, or the registry has such meters already; the message names
   *     the way out
   */
  static @Nullable Telemetry bind(Source source, @Nullable Object given) {
    try {
      Class.forName(ATTRIBUTE, false, Telemetry.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError none) {
      return null;
    }
    return MicrometerTelemetry.bind(source, given);
  }

  /** Removes the meters. Calling it again has no effect. */
  @Override
  void close();
}
