package io.footfall.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The rule by which a context path becomes a name for directories, the cluster and JMX.
 *
 * <p>A name has 1 to {@value #MAX_LENGTH} letters, digits, dots, underscores and dashes of ASCII,
 * and is neither {@code .} nor {@code ..}. Stateless; safe for any thread.
 */
public final class ContextName {

  /** The longest name; {@code footfall-} before it still makes a valid cluster name. */
  public static final int MAX_LENGTH = 90;

  /** The name of the context that has no path. */
  public static final String ROOT = "ROOT";

  private ContextName() {}

  /**
   * The name for a context path, as in {@code shop} for {@code /shop}.
   *
   * <p>The empty path and {@code /} give {@value #ROOT}. Where a character had to be replaced or
   * the path was too long, a checksum of the path follows, so that {@code /a/b} and {@code /a_b}
   * stay apart.
   */
  public static String of(String contextPath) {
    if (contextPath.isEmpty() || contextPath.equals("/")) {
      return ROOT;
    }
    String path = contextPath.startsWith("/") ? contextPath.substring(1) : contextPath;
    if (isValid(path) && !path.equals(ROOT)) {
      return path;
    }
    CRC32 crc = new CRC32();
    crc.update(path.getBytes(StandardCharsets.UTF_8));
    String checksum = String.format(Locale.ROOT, "-%06x", crc.getValue() & 0xff_ff_ff);
    String name = path.replaceAll("[^A-Za-z0-9._-]", "_");
    return name.substring(0, Math.min(name.length(), MAX_LENGTH - checksum.length())) + checksum;
  }

  /** Whether a text is a name as {@link #of} gives it. */
  static boolean isValid(String name) {
    return name.matches("[A-Za-z0-9._-]{1," + MAX_LENGTH + "}")
        && !name.equals(".")
        && !name.equals("..");
  }
}
