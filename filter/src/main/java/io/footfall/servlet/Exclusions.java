package io.footfall.servlet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths that are not counted, as patterns of the setting {@code exclude}: {@code /a/b} for one
 * path, {@code /a/*} for a path and all below it, {@code *.ext} for an extension.
 *
 * <p>Matched against the path within the web application as the container has decoded it, which is
 * the servlet path followed by the path info; so neither an encoding nor a path parameter gets a
 * request past a pattern. The two parts are compared where they are, since joining them would
 * allocate. Immutable; safe for any thread.
 */
final class Exclusions {

  private final String[] exact;
  private final String[] prefixes;
  private final String[] suffixes;

  Exclusions(List<String> patterns) {
    suffixes =
        patterns.stream()
            .filter(pattern -> pattern.startsWith("*."))
            .map(pattern -> pattern.substring(1))
            .toArray(String[]::new);
    prefixes =
        patterns.stream()
            .filter(pattern -> pattern.endsWith("/*"))
            .map(pattern -> pattern.substring(0, pattern.length() - 2))
            .toArray(String[]::new);
    exact =
        patterns.stream()
            .filter(pattern -> !pattern.startsWith("*.") && !pattern.endsWith("/*"))
            .toArray(String[]::new);
  }

  /** Whether there is no pattern, so that no path needs to be looked at. */
  boolean isEmpty() {
    return exact.length + prefixes.length + suffixes.length == 0;
  }

  /** Whether a pattern matches the path that the two parts make. */
  boolean matches(@Nullable String servletPath, @Nullable String pathInfo) {
    String head = servletPath == null ? "" : servletPath;
    String tail = pathInfo == null ? "" : pathInfo;
    int length = head.length() + tail.length();
    for (String path : exact) {
      if (path.length() == length && has(head, tail, 0, path)) {
        return true;
      }
    }
    for (String prefix : prefixes) {
      if (length >= prefix.length()
          && has(head, tail, 0, prefix)
          && (length == prefix.length() || charAt(head, tail, prefix.length()) == '/')) {
        return true;
      }
    }
    for (String suffix : suffixes) {
      if (length >= suffix.length() && has(head, tail, length - suffix.length(), suffix)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(String head, String tail, int from, String part) {
    for (int i = 0; i < part.length(); i++) {
      if (charAt(head, tail, from + i) != part.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static char charAt(String head, String tail, int index) {
    return index < head.length() ? head.charAt(index) : tail.charAt(index - head.length());
  }
}
