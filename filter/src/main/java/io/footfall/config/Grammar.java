package io.footfall.config;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that single values follow. Each states its bounds from the numbers that it checks. */
final class Grammar {

  static final List<String> STACKS = List.of("loopback", "tcp", "udp", "kubernetes");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h)");
  private static final Pattern DEGREES = Pattern.compile("[+-]?[0-9]{1,3}(\\.[0-9]{1,15})?");

  private Grammar() {}

  static Rule<Boolean> truth() {
    return new Rule<>(
        "true or false",
        "write true or false",
        (text, sources) ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> null;
            });
  }

  static Rule<Integer> number(int min, int max, int example) {
    return new Rule<>(
        "a whole number between " + min + " and " + max,
        "write digits only, as in " + example,
        (text, sources) -> {
          int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
          return number >= min && number <= max ? number : null;
        });
  }

  static Rule<HttpMode> httpMode() {
    return new Rule<>(
        "off, read or write",
        "write off, read to tell counters, or write to add to them as well",
        (text, sources) -> {
          for (HttpMode mode : HttpMode.values()) {
            if (mode.word().equals(text)) {
              return mode;
            }
          }
          return null;
        });
  }

  static Rule<String> role(int max) {
    return new Rule<>(
        "at most " + max + " characters, none of them control characters",
        "write the name of a role of the container, as in footfall, or leave it empty",
        (text, sources) -> text.isEmpty() || isLabel(text, max) ? text : null);
  }

  /** A duration, its bounds and example written as a setting's value would be. */
  static Rule<Duration> duration(String min, String max, String example) {
    Duration least = required(parseDuration(min));
    Duration most = required(parseDuration(max));
    return new Rule<>(
        "between " + min + " and " + max,
        "write a number and a unit, as in " + example,
        (text, sources) -> {
          Duration duration = parseDuration(text);
          boolean within =
              duration != null && duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
          return within ? duration : null;
        });
  }

  static @Nullable Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    // Twelve digits of hours are well below a long's milliseconds.
    long amount = Long.parseLong(required(matcher.group(1)));
    return switch (required(matcher.group(2))) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a rule's own bound breaks the rule");
    }
    return value;
  }

  /** A text to show to people. */
  static Rule<String> label(int max, String example) {
    return new Rule<>(
        "1 to " + max + " characters, none of them control characters",
        "write a shorter or simpler name, as in " + example,
        (text, sources) -> isLabel(text, max) ? text : null);
  }

  static boolean isLabel(String text, int max) {
    return !text.isBlank() && text.length() <= max && Excerpt.hasNoControls(text);
  }

  static Rule<String> name(int max, String example) {
    Pattern pattern = Pattern.compile("[A-Za-z0-9._-]{1," + max + "}");
    return new Rule<>(
        "1 to " + max + " letters, digits, dots, underscores and dashes",
        "write a name such as " + example,
        (text, sources) -> pattern.matcher(text).matches() ? text : null);
  }

  static Rule<String> location() {
    return new Rule<>(
        "lat,lon,label with a latitude from -90 to 90, a longitude from -180 to 180 and a label of 1"
            + " to 100 characters",
        "write a place such as 48.14,11.58,Munich, or leave it empty",
        (text, sources) -> {
          if (text.isEmpty()) {
            return text;
          }
          String[] parts = text.split(",", 3);
          boolean sound =
              parts.length == 3
                  && isDegrees(parts[0].strip(), 90)
                  && isDegrees(parts[1].strip(), 180)
                  && isLabel(parts[2].strip(), 100);
          return sound ? parts[0].strip() + "," + parts[1].strip() + "," + parts[2].strip() : null;
        });
  }

  private static boolean isDegrees(String text, int max) {
    return DEGREES.matcher(text).matches()
        && new BigDecimal(text).abs().compareTo(BigDecimal.valueOf(max)) <= 0;
  }

  static Rule<String> url(int max) {
    return new Rule<>(
        "an absolute http or https URL of at most "
            + max
            + " characters, with a host and without a password",
        "write a URL such as https://count.example.org/, or leave it empty",
        (text, sources) -> text.isEmpty() || isUrl(text, max) ? text : null);
  }

  private static boolean isUrl(String text, int max) {
    try {
      URI uri = new URI(text);
      return text.length() <= max
          && uri.getScheme() != null
          && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?")
          && uri.getHost() != null
          && uri.getPort() <= 65535
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException notOne) {
      return false;
    }
  }

  /** A directory, which need not exist. */
  static Rule<Path> directory() {
    return new Rule<>(
        "a path of this system, relative to the container's base or absolute",
        "write a path such as /var/lib/footfall",
        Grammar::path);
  }

  private static @Nullable Path path(String text, Sources sources) {
    try {
      return sources.base().resolve(text).normalize();
    } catch (InvalidPathException notOne) {
      return null;
    }
  }

  static Rule<String> stack() {
    return new Rule<>(
        String.join(", ", STACKS) + ", or the path of a readable file that ends in .xml",
        "write one of these words, or a path such as /etc/footfall/stack.xml",
        (text, sources) -> {
          if (STACKS.contains(text)) {
            return text;
          }
          Path file = text.endsWith(".xml") ? path(text, sources) : null;
          return file != null && Files.isRegularFile(file) && Files.isReadable(file)
              ? file.toString()
              : null;
        });
  }

  static Rule<String> address() {
    Pattern pattern = Pattern.compile("[A-Za-z0-9._:%*-]{0,253}");
    return new Rule<>(
        "at most 253 letters, digits and . _ - : % *, without brackets",
        "write an address such as 10.0.0.1, or leave it empty for the stack's own choice",
        (text, sources) -> pattern.matcher(text).matches() ? text : null);
  }
}
