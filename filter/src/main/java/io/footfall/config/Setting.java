package io.footfall.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A setting's name, rule and default: what the loader obeys and {@code docs/settings.md} shows.
 *
 * @param <T> the value's type
 * @param name the name as an init parameter of the filter has it
 * @param defaultText the default as the documentation shows it
 * @param mayBeEmpty whether an empty text says something
 * @param rule what a value must be
 * @param defaultValue the value where nobody set one
 */
record Setting<T>(
    String name,
    String defaultText,
    boolean mayBeEmpty,
    Rule<T> rule,
    Function<Sources, T> defaultValue) {

  static final Setting<Boolean> ENABLED = fixed("enabled", "true", Grammar.truth(), true);
  static final Setting<String> NODE =
      new Setting<>("node", "the host name", false, Grammar.label(100, "web-1"), HostName::of);
  static final Setting<String> LOCATION = emptyable("location", Grammar.location(), "");
  static final Setting<String> URL = emptyable("url", Grammar.url(1000), "");
  static final Setting<Path> DATA_DIR =
      new Setting<>(
          "data-dir",
          "<base>/footfall-data",
          false,
          Grammar.directory(),
          sources -> sources.base().resolve("footfall-data"));
  static final Setting<String> CLUSTER =
      new Setting<>(
          "cluster",
          "footfall-<context>",
          false,
          Grammar.name(100, "shop"),
          sources -> "footfall-" + sources.context());
  static final Setting<String> STACK = fixed("stack", "loopback", Grammar.stack(), "loopback");
  static final Setting<List<Host>> HOSTS = emptyable("hosts", ListGrammar.hosts(), List.of());
  static final Setting<String> BIND_ADDRESS = emptyable("bind-address", Grammar.address(), "");
  static final Setting<Integer> PORT = number("port", 1024, 65000, 7800);
  static final Setting<Duration> FLUSH_INTERVAL = duration("flush-interval", "100ms", "1h", "1s");
  static final Setting<Set<CounterKind>> COUNTERS =
      new Setting<>(
          "counters",
          "status",
          true,
          ListGrammar.kinds(),
          sources -> EnumSet.of(CounterKind.STATUS));
  static final Setting<Integer> MAX_COUNTERS = number("max-counters", 64, 1_048_576, 65_536);
  static final Setting<List<String>> EXCLUDE =
      emptyable("exclude", ListGrammar.patterns(), List.of());
  static final Setting<List<SlotTier>> TIERS =
      new Setting<>(
          "tiers",
          SeriesGrammar.DEFAULT_TIERS,
          false,
          SeriesGrammar.tiers(),
          sources -> SeriesGrammar.defaultTiers());
  static final Setting<List<String>> SERIES =
      new Setting<>(
          "series", "requests", true, SeriesGrammar.series(), sources -> List.of("requests"));
  static final Setting<Duration> JOIN_TIMEOUT = duration("join-timeout", "100ms", "1m", "3s");
  static final Setting<Duration> PACK_AFTER = duration("pack-after", "1m", "720h", "1h");
  static final Setting<Duration> SLOT =
      fixed("slot", "10s", EventLogGrammar.slot(), Duration.ofSeconds(10));
  static final Setting<String> EVENT_LOG =
      fixed("event-log", "off", EventLogGrammar.dataSource(), "off");
  static final Setting<String> EVENT_LOG_URL =
      emptyable("event-log-url", EventLogGrammar.url(), "");
  static final Setting<String> EVENT_LOG_USER =
      emptyable("event-log-user", EventLogGrammar.credential("write the role's name"), "");
  static final Setting<String> EVENT_LOG_PASSWORD =
      emptyable(
          "event-log-password",
          EventLogGrammar.credential(
              "write it to a file and name that in footfall.event-log-password-file"),
          "");
  static final Setting<Optional<Path>> EVENT_LOG_USER_FILE =
      emptyable("event-log-user-file", EventLogGrammar.file(), Optional.empty());
  static final Setting<Optional<Path>> EVENT_LOG_PASSWORD_FILE =
      emptyable("event-log-password-file", EventLogGrammar.file(), Optional.empty());
  static final Setting<HttpMode> HTTP = fixed("http", "off", Grammar.httpMode(), HttpMode.OFF);
  static final Setting<String> HTTP_ROLE = emptyable("http-role", Grammar.role(100), "");
  static final Setting<Boolean> HTTP_OPEN = fixed("http-open", "false", Grammar.truth(), false);
  static final Setting<Boolean> STRICT = fixed("strict", "false", Grammar.truth(), false);

  /** Every setting, in the order of the documentation. */
  static final List<Setting<?>> ALL =
      List.of(
          ENABLED,
          NODE,
          LOCATION,
          URL,
          DATA_DIR,
          CLUSTER,
          STACK,
          HOSTS,
          BIND_ADDRESS,
          PORT,
          FLUSH_INTERVAL,
          COUNTERS,
          MAX_COUNTERS,
          EXCLUDE,
          TIERS,
          SERIES,
          JOIN_TIMEOUT,
          PACK_AFTER,
          SLOT,
          EVENT_LOG,
          EVENT_LOG_URL,
          EVENT_LOG_USER,
          EVENT_LOG_PASSWORD,
          EVENT_LOG_USER_FILE,
          EVENT_LOG_PASSWORD_FILE,
          HTTP,
          HTTP_ROLE,
          HTTP_OPEN,
          STRICT);

  private static <T> Setting<T> fixed(String name, String text, Rule<T> rule, T value) {
    return new Setting<>(name, text, false, rule, sources -> value);
  }

  private static <T> Setting<T> emptyable(String name, Rule<T> rule, T value) {
    return new Setting<>(name, "empty", true, rule, sources -> value);
  }

  private static Setting<Integer> number(String name, int min, int max, int value) {
    return fixed(name, String.valueOf(value), Grammar.number(min, max, value), value);
  }

  private static Setting<Duration> duration(String name, String min, String max, String text) {
    return fixed(
        name,
        text,
        Grammar.duration(min, max, text),
        requireNonNull(Grammar.parseDuration(text), "a default breaks its own rule"));
  }

  /** Reads a stripped text; null if it breaks the rule. */
  @Nullable T parse(String text, Sources sources) {
    return text.isEmpty() && !mayBeEmpty ? null : rule.parser().parse(text, sources);
  }

  /** A text of this setting as messages may show it: none has a password. */
  String shown(String text) {
    return switch (name) {
      case "event-log-password" -> "(not shown)";
      case "event-log-url" -> EventLogGrammar.withoutSecrets(text);
      default -> Excerpt.of(text);
    };
  }
}
