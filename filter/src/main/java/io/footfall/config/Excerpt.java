package io.footfall.config;

import java.util.Locale;

/** The form in which a foreign text stands in a message: one line, and not too long. */
final class Excerpt {

  private static final int MAX_LENGTH = 200;

  private Excerpt() {}

  /** The text, cut after {@value #MAX_LENGTH} characters, with what cannot be seen escaped. */
  static String of(String text) {
    int end = Math.min(text.length(), MAX_LENGTH);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    StringBuilder shown = new StringBuilder();
    text.substring(0, end)
        .codePoints()
        .forEach(
            point -> {
              // Format characters can be part of a name, but must not reorder a line of the log.
              if (isControl(point) || Character.getType(point) == Character.FORMAT) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", point));
              } else {
                shown.appendCodePoint(point);
              }
            });
    if (end < text.length()) {
      shown.append("… (").append(text.length()).append(" characters)");
    }
    return shown.toString();
  }

  /** Whether a text keeps to one line and can be encoded. */
  static boolean hasNoControls(String text) {
    return text.codePoints().noneMatch(Excerpt::isControl);
  }

  private static boolean isControl(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
