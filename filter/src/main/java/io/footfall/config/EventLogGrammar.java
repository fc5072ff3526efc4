package io.footfall.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of the settings of the event log. */
final class EventLogGrammar {

  private static final int MAX_TEXT = 1_000;
  private static final Pattern JNDI = Pattern.compile("(java:)?[A-Za-z0-9._/-]{1,200}");
  private static final Pattern SECRET =
      Pattern.compile("[?&;](user|password|passwd|pwd)=|//[^/?]*@", Pattern.CASE_INSENSITIVE);
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private EventLogGrammar() {}

  static Rule<String> dataSource() {
    return new Rule<>(
        "off, or the JNDI name of a data source, of at most 200 characters",
        "write off, or a name such as java:comp/env/jdbc/footfall",
        (text, sources) -> JNDI.matcher(text).matches() ? text : null);
  }

  static Rule<String> url() {
    return new Rule<>(
        "a JDBC URL of at most " + MAX_TEXT + " characters, without user and password",
        "write a URL such as jdbc:postgresql://db.example.org/counts, and the rest in"
            + " footfall.event-log-user and footfall.event-log-password-file",
        (text, sources) -> text.isEmpty() || isUrl(text) ? text : null);
  }

  private static boolean isUrl(String text) {
    return text.startsWith("jdbc:")
        && text.length() <= MAX_TEXT
        && Excerpt.hasNoControls(text)
        && !SECRET.matcher(text).find();
  }

  static Rule<String> credential(String example) {
    return new Rule<>(
        "at most " + MAX_TEXT + " characters, none of them control characters",
        example,
        (text, sources) -> text.length() <= MAX_TEXT && Excerpt.hasNoControls(text) ? text : null);
  }

  static Rule<Optional<Path>> file() {
    return new Rule<>(
        "a path of this system, relative to the container's base or absolute",
        "write a path such as /run/secrets/footfall, or leave it empty",
        (text, sources) -> {
          try {
            return text.isEmpty()
                ? Optional.empty()
                : Optional.of(sources.base().resolve(text).normalize());
          } catch (InvalidPathException notOne) {
            return null;
          }
        });
  }

  static Rule<Duration> slot() {
    return new Rule<>(
        "between 1s and 1h, in whole seconds of which a day is a multiple",
        "write a number and a unit, as in 10s",
        (text, sources) -> {
          Duration slot = Grammar.parseDuration(text);
          boolean even =
              slot != null
                  && slot.toSeconds() >= 1
                  && slot.compareTo(Duration.ofHours(1)) <= 0
                  && slot.toNanosPart() == 0
                  && DAY_SECONDS % slot.toSeconds() == 0;
          return even ? slot : null;
        });
  }

  /** What a message may show of a URL: nothing where a password could stand. */
  static String withoutSecrets(String url) {
    int query = url.indexOf('?');
    String path = query < 0 ? url : url.substring(0, query) + "?…";
    return Excerpt.of(path.replaceAll("//[^/]*@", "//…@"));
  }
}
