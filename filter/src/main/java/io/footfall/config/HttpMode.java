package io.footfall.config;

import java.util.Locale;

/** What the HTTP API does. */
public enum HttpMode {
  /** Nothing: it is not there. */
  OFF,
  /** It tells counters. */
  READ,
  /** It tells counters and adds to them. */
  WRITE;

  /** The word for it in the setting {@code http}: its name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
