package io.footfall.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Where an application may keep its registry. Stateless; safe for any thread. */
final class Registries {

  static final String JNDI = "java:comp/env/micrometer/MeterRegistry";

  private Registries() {}

  static MeterRegistry find(@Nullable Object given) {
    if (given != null) {
      return registry(given, "the servlet context attribute " + Telemetry.ATTRIBUTE);
    }
    Object found = named();
    return found != null ? registry(found, JNDI) : Metrics.globalRegistry;
  }

  // The name is a constant, so nobody from outside chooses what is looked up.
  @SuppressWarnings("BanJNDI")
  private static @Nullable Object named() {
    try {
      return InitialContext.doLookup(JNDI);
    } catch (NamingException | RuntimeException | LinkageError none) {
      // No such name, or no naming at all: either is as good as any other "none".
      return null;
    }
  }

  private static MeterRegistry registry(Object found, String place) {
    if (found instanceof MeterRegistry registry) {
      return registry;
    }
    throw new IllegalStateException(
        "%s must hold a %s of this web application's own Micrometer, holds a %s%s: use one copy of Micrometer, the container's or the application's, or leave the place empty"
            .formatted(
                place,
                Telemetry.ATTRIBUTE,
                found.getClass().getName(),
                isRegistry(found.getClass()) ? " of another class loader" : ""));
  }

  private static boolean isRegistry(@Nullable Class<?> type) {
    return type != null
        && (type.getName().equals(Telemetry.ATTRIBUTE) || isRegistry(type.getSuperclass()));
  }
}
