package io.footfall.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What begins like a setting of ours, but is none. */
final class UnknownNames {

  private static final Pattern INJECTED =
      Pattern.compile(
          ".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  private static final Pattern INJECTED_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

  private UnknownNames() {}

  /** One problem for each unknown name where only Footfall's settings belong. */
  static List<String> problems(Sources sources) {
    List<String> problems = new ArrayList<>();
    for (Source source : Source.values()) {
      if (source != Source.ENVIRONMENT) {
        unknown(source, sources).forEach(name -> problems.add(describe(source, name)));
      }
    }
    return problems;
  }

  /**
   * Warnings about the environment, which others write to as well.
   *
   * <p>What Kubernetes injects for a service called footfall is one warning in all.
   */
  static List<String> warnings(Sources sources) {
    Set<String> injected = new TreeSet<>();
    List<String> warnings = new ArrayList<>();
    for (Map.Entry<String, String> entry : sources.environment().entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(Source.ENVIRONMENT.prefix())
          && (INJECTED.matcher(name).matches() || isInjected(name, entry.getValue()))) {
        injected.add(name);
      }
    }
    Set<String> others = unknown(Source.ENVIRONMENT, sources);
    others.removeAll(injected);
    others.forEach(name -> warnings.add(describe(Source.ENVIRONMENT, name)));
    if (!injected.isEmpty()) {
      warnings.add(
          "ignored "
              + Excerpt.of(String.join(", ", injected))
              + " in the environment, which Kubernetes writes for a service of this name: give the"
              + " service another name, or set enableServiceLinks: false in the pod");
    }
    return warnings;
  }

  /** Whether a variable holds a service's address, which Kubernetes writes into FOOTFALL_PORT. */
  static boolean isInjected(String name, String value) {
    return name.endsWith("_PORT") && INJECTED_VALUE.matcher(value.strip()).matches();
  }

  private static Set<String> unknown(Source source, Sources sources) {
    Set<String> known =
        Setting.ALL.stream()
            .map(setting -> source.key(setting.name()))
            .collect(Collectors.toUnmodifiableSet());
    return source.in(sources).keySet().stream()
        .filter(name -> name.startsWith(source.prefix()) && !known.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String describe(Source source, String name) {
    String nearest = nearest(name.substring(source.prefix().length()));
    String wayOut =
        nearest == null
            ? "remove it, or choose one of "
                + Setting.ALL.stream().map(Setting::name).collect(Collectors.joining(", "))
            : "did you mean "
                + (source == Source.ENVIRONMENT ? source.key(nearest) : nearest)
                + "?";
    return "unknown setting " + Excerpt.of(name) + " (" + source.label() + "): " + wayOut;
  }

  private static @Nullable String nearest(String written) {
    String name = written.toLowerCase(Locale.ROOT).replace('_', '-');
    if (name.startsWith("footfall.")) {
      name = name.substring("footfall.".length());
    }
    // A third of the letters may be wrong; more, and the suggestion would be a guess.
    int least = Math.min(3, Math.max(1, name.length() / 3)) + 1;
    String nearest = null;
    for (Setting<?> setting : Setting.ALL) {
      int distance = distance(name, setting.name());
      if (distance < least) {
        least = distance;
        nearest = setting.name();
      }
    }
    return nearest;
  }

  /** How many letters must be added, removed, replaced or swapped to make one name of the other. */
  private static int distance(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    for (int j = 0; j < last.length; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[other.length()];
  }
}
