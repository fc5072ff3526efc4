package io.footfall.config;

import java.util.Locale;

/** A family of counters that the filter keeps beside {@code requests}, if the settings ask so. */
public enum CounterKind {
  /** {@code status:2xx} and its like, counted when the exchange completes. */
  STATUS,
  /** {@code method:GET} and its like. */
  METHOD,
  /** {@code route:} and the servlet mapping or the matched pattern. */
  ROUTE,
  /** {@code host:} and the host that the request asked for. */
  HOST;

  /** The word for it in the setting {@code counters}: its name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
