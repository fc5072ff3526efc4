package io.footfall;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule for the names of counters. Stateless; safe for any thread. */
public final class CounterNames {

  /** The longest name, in bytes of UTF-8. */
  public static final int MAX_BYTES = 255;

  private static final List<String> KEPT_PREFIXES =
      List.of("status:", "method:", "route:", "host:");

  private CounterNames() {}

  /**
   * What is wrong with a name, in a sentence that names the rule; null if nothing is.
   *
   * <p>A name has 1 to {@value #MAX_BYTES} bytes of UTF-8, no control characters (Unicode category
   * Cc, line and paragraph separators) and no half surrogate pairs, which UTF-8 cannot carry.
   */
  public static @Nullable String problem(String name) {
    if (name.isEmpty()) {
      return "a counter's name must not be empty";
    }
    if (name.length() > MAX_BYTES) {
      return tooLong(name, "at least " + name.length());
    }
    for (int i = 0; i < name.length(); ) {
      int point = name.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return "a counter's name must be valid Unicode, has half a surrogate pair at index " + i;
      }
      int type = Character.getType(point);
      if (type == Character.CONTROL
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        return String.format(
            "a counter's name must have no control characters, has U+%04X at index %d", point, i);
      }
      i += Character.charCount(point);
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    return bytes > MAX_BYTES ? tooLong(name, String.valueOf(bytes)) : null;
  }

  private static String tooLong(String name, String bytes) {
    int end = Character.isHighSurrogate(name.charAt(39)) ? 39 : 40;
    return "a counter's name must have 1 to %d bytes of UTF-8, has %s: \"%s…\""
        .formatted(
            MAX_BYTES,
            bytes,
            name.substring(0, end).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]", "?"));
  }

  /**
   * Checks a name that an application or its users chose.
   *
   * @return the name
   * @throws IllegalArgumentException if the name breaks the rule or is one that Footfall itself
   *     counts under
   */
  public static String requireFree(String name) {
    String problem = problem(name);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    if (isKept(name)) {
      throw new IllegalArgumentException(
          "the counter \"%s\" is kept by Footfall itself and can only be read: choose a name other than %s, %s and those that begin with %s"
              .formatted(
                  name, Counters.REQUESTS, Counters.OTHER, String.join(", ", KEPT_PREFIXES)));
    }
    return name;
  }

  /** Whether Footfall itself counts under this name, so that only reading it makes sense. */
  public static boolean isKept(String name) {
    if (name.equals(Counters.REQUESTS) || name.equals(Counters.OTHER)) {
      return true;
    }
    for (String prefix : KEPT_PREFIXES) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
