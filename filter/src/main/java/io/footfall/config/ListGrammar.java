package io.footfall.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that lists follow, whose items are separated by commas. */
final class ListGrammar {

  private static final int MAX_ITEMS = 100;
  private static final int MAX_PATTERN = 200;
  private static final Pattern EXCLUDED = Pattern.compile("/[^*,]*|(/[^*,]+)?/\\*|\\*\\.[^*,/]+");

  /** Reads one item. */
  @FunctionalInterface
  interface Item<T> {

    /** The value of a stripped text; null if the text is no such item. */
    @Nullable T parse(String text);
  }

  private ListGrammar() {}

  static Rule<List<Host>> hosts() {
    return new Rule<>(
        "at most "
            + MAX_ITEMS
            + " hosts separated by commas, each as host, host:port or host[port]",
        "write them as in 10.0.0.1,10.0.0.2:7801 or 2001:db8::5[7800]",
        (text, sources) -> list(text, Host::parse));
  }

  static Rule<Set<CounterKind>> kinds() {
    return new Rule<>(
        "none, or some of status, method, route and host separated by commas",
        "write a list such as status,method",
        (text, sources) -> {
          Set<CounterKind> kinds = EnumSet.noneOf(CounterKind.class);
          List<CounterKind> listed =
              text.equals("none") ? List.of() : list(text, ListGrammar::kind);
          if (listed == null) {
            return null;
          }
          kinds.addAll(listed);
          return kinds;
        });
  }

  private static @Nullable CounterKind kind(String word) {
    for (CounterKind kind : CounterKind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    return null;
  }

  static Rule<List<String>> patterns() {
    return new Rule<>(
        "at most "
            + MAX_ITEMS
            + " patterns of at most "
            + MAX_PATTERN
            + " characters separated by commas, each as /a/b, /a/* or *.ext",
        "write patterns such as /health,/static/*,*.css, or leave it empty",
        (text, sources) -> list(text, ListGrammar::pattern));
  }

  private static @Nullable String pattern(String text) {
    return Grammar.isLabel(text, MAX_PATTERN) && EXCLUDED.matcher(text).matches() ? text : null;
  }

  /** The items between the commas; null if one is bad or there are too many. */
  static <T> @Nullable List<T> list(String text, Item<T> item) {
    if (text.isEmpty()) {
      return List.of();
    }
    String[] parts = text.split(",", MAX_ITEMS + 1);
    if (parts.length > MAX_ITEMS) {
      return null;
    }
    List<T> items = new ArrayList<>();
    for (String part : parts) {
      T parsed = item.parse(part.strip());
      if (parsed == null) {
        return null;
      }
      items.add(parsed);
    }
    return List.copyOf(items);
  }
}
