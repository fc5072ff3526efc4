package io.footfall.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of what is kept over time. */
final class SeriesGrammar {

  static final String DEFAULT_TIERS = "10s:1h,1m:1d,1h:31d,1d:5y";

  private static final int MAX_TIERS = 6;
  private static final int MAX_SERIES = 32;
  private static final int MAX_SLOTS = 10_000;
  private static final int MAX_BYTES = 255;
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smhdy])");

  private SeriesGrammar() {}

  /**
   * The finest first; each length divides the next, so that a coarser slot is made of finer ones.
   */
  static Rule<List<SlotTier>> tiers() {
    return new Rule<>(
        "1 to "
            + MAX_TIERS
            + " tiers as length:reach separated by commas, each length a multiple of the one before"
            + " and from 1s to 7d, each reach 2 to "
            + MAX_SLOTS
            + " times its length",
        "write times in s, m, h, d or y, as in " + DEFAULT_TIERS,
        (text, sources) -> parse(text));
  }

  static List<SlotTier> defaultTiers() {
    List<SlotTier> tiers = parse(DEFAULT_TIERS);
    if (tiers == null) {
      throw new IllegalStateException("a default breaks its own rule");
    }
    return tiers;
  }

  private static @Nullable List<SlotTier> parse(String text) {
    List<SlotTier> tiers = ListGrammar.list(text, SeriesGrammar::tier);
    if (tiers == null || tiers.isEmpty() || tiers.size() > MAX_TIERS) {
      return null;
    }
    for (int i = 1; i < tiers.size(); i++) {
      long finer = tiers.get(i - 1).length().toSeconds();
      long coarser = tiers.get(i).length().toSeconds();
      if (coarser <= finer || coarser % finer != 0) {
        return null;
      }
    }
    return tiers;
  }

  private static @Nullable SlotTier tier(String text) {
    String[] parts = text.split(":", 3);
    Duration length = parts.length == 2 ? time(parts[0].strip()) : null;
    Duration reach = parts.length == 2 ? time(parts[1].strip()) : null;
    if (length == null || reach == null || length.isZero() || length.compareTo(LONGEST) > 0) {
      return null;
    }
    boolean within =
        reach.compareTo(length.multipliedBy(2)) >= 0
            && reach.compareTo(length.multipliedBy(MAX_SLOTS)) <= 0;
    return within ? new SlotTier(length, reach) : null;
  }

  private static @Nullable Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String digits = matcher.group(1);
    String unit = matcher.group(2);
    if (digits == null || unit == null) {
      return null;
    }
    long amount = Long.parseLong(digits);
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofDays(365 * amount);
    };
  }

  static Rule<List<String>> series() {
    return new Rule<>(
        "none, or at most "
            + MAX_SERIES
            + " names of counters separated by commas, where one that ends in * stands for all that"
            + " begin so",
        "write names such as requests,status:*",
        (text, sources) -> {
          if (text.equals("none")) {
            return List.of();
          }
          List<String> names = ListGrammar.list(text, SeriesGrammar::name);
          if (names == null || names.size() > MAX_SERIES) {
            return null;
          }
          return names.stream().distinct().toList();
        });
  }

  private static @Nullable String name(String text) {
    int star = text.indexOf('*');
    boolean sound =
        !text.isEmpty()
            && (star < 0 || star == text.length() - 1)
            && Excerpt.hasNoControls(text)
            && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    return sound ? text : null;
  }
}
