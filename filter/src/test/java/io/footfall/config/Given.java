package io.footfall.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Sources in the making: nothing is set until a test sets it. */
final class Given {

  static final Path BASE = Path.of("base").toAbsolutePath();

  private final Map<Source, Map<String, String>> values = new EnumMap<>(Source.class);

  Given() {
    for (Source source : Source.values()) {
      values.put(source, new HashMap<>());
    }
  }

  static Loaded loaded(String setting, String value) {
    return new Given().property(setting, value).load();
  }

  /** Sets a setting by its own name, spelled as the source wants it. */
  Given set(Source source, String setting, String value) {
    return write(source, source.key(setting), value);
  }

  /** Sets a setting as a system property. */
  Given property(String setting, String value) {
    return set(Source.SYSTEM_PROPERTY, setting, value);
  }

  /** Writes anything anywhere. */
  Given write(Source source, String name, String value) {
    values.getOrDefault(source, Map.of()).put(name, value);
    return this;
  }

  Sources sources() {
    return new Sources(
        values.getOrDefault(Source.SYSTEM_PROPERTY, Map.of()),
        values.getOrDefault(Source.ENVIRONMENT, Map.of()),
        values.getOrDefault(Source.FILTER_PARAMETER, Map.of()),
        values.getOrDefault(Source.CONTEXT_PARAMETER, Map.of()),
        "shop",
        BASE,
        () -> "machine");
  }

  Loaded load() {
    return SettingsLoader.load(sources());
  }
}
