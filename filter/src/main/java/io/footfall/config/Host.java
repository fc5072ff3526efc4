package io.footfall.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Another node's address, as written.
 *
 * @param name a host name, an IPv4 or an IPv6 address, the last without brackets
 * @param port 1 to 65535, or 0 if none was written
 */
record Host(String name, int port) {

  private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]{0,252}";
  private static final String PORT = "[0-9]{1,5}";
  // Two colons at least, so that no name with a port is taken for an address.
  private static final String IPV6 =
      "[0-9A-Fa-f]{0,4}:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]{0,39}(?:%\\w{1,15})?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<name>%1$s)(?::(?<a>%2$s)|\\[(?<b>%2$s)])?|(?<bare>%3$s)(?:\\[(?<c>%2$s)])?|\\[(?<quoted>%3$s)](?::(?<d>%2$s))?"
              .formatted(NAME, PORT, IPV6));

  /** Reads one host; null if the text is none or its port is out of bounds. */
  static @Nullable Host parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String port = first(matcher, "a", "b", "c", "d");
    int number = port.isEmpty() ? 0 : Integer.parseInt(port);
    if (!port.isEmpty() && (number < 1 || number > 65535)) {
      return null;
    }
    return new Host(first(matcher, "name", "bare", "quoted"), number);
  }

  private static String first(Matcher matcher, String... groups) {
    for (String group : groups) {
      String value = matcher.group(group);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  /** Whether this can be a name that a DNS server is asked for. */
  boolean isDnsName() {
    return port == 0 && !name.contains(":");
  }

  /** The form {@code host[port]}. */
  String withPort(int defaultPort) {
    return name + "[" + (port == 0 ? defaultPort : port) + "]";
  }
}
