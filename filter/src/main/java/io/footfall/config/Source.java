package io.footfall.config;

import java.util.Locale;
import java.util.Map;

/** A place where a setting may be written, in the order of precedence. */
enum Source {
  SYSTEM_PROPERTY("system property", "footfall."),
  ENVIRONMENT("environment variable", "FOOTFALL_"),
  FILTER_PARAMETER("filter parameter", ""),
  CONTEXT_PARAMETER("context parameter", "footfall.");

  private final String label;
  private final String prefix;

  Source(String label, String prefix) {
    this.label = label;
    this.prefix = prefix;
  }

  /** What such a place is called, as in "system property". */
  String label() {
    return label;
  }

  /** How every setting's name begins here; another name is none of ours. */
  String prefix() {
    return prefix;
  }

  /** How a setting is written here, as in {@code FOOTFALL_DATA_DIR}. */
  String key(String setting) {
    return prefix
        + (this == ENVIRONMENT ? setting.toUpperCase(Locale.ROOT).replace('-', '_') : setting);
  }

  /** All that is written here, ours or not. */
  Map<String, String> in(Sources sources) {
    return switch (this) {
      case SYSTEM_PROPERTY -> sources.systemProperties();
      case ENVIRONMENT -> sources.environment();
      case FILTER_PARAMETER -> sources.filterParameters();
      case CONTEXT_PARAMETER -> sources.contextParameters();
    };
  }
}
