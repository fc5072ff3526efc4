package io.footfall.infinispan;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands for a field that a decoded message does not hold. */
final class Absent {
  private Absent() {}

  static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }

  static <T> List<T> orEmpty(@Nullable List<T> value) {
    return value == null ? List.of() : List.copyOf(value);
  }

  static <T> Set<T> orEmpty(@Nullable Set<T> value) {
    return value == null ? Set.of() : Set.copyOf(value);
  }
}
