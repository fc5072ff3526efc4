package io.footfall.config;

import java.util.List;

/**
 * What loading the settings gave. Immutable; safe for any thread.
 *
 * @param settings usable whatever was wrong: a setting with a problem has its default
 * @param problems each a sentence that names the setting, where it came from, its value, the bound
 *     and the way out; empty if all is well
 * @param warnings what was ignored without harm, in the same form
 * @param notDefault the settings that are not the default, with their source, as in {@code
 *     flush-interval=250ms (FOOTFALL_FLUSH_INTERVAL in the environment)}
 */
public record Loaded(
    Settings settings, List<String> problems, List<String> warnings, List<String> notDefault) {

  /** Copies the lists, so that nothing can change afterwards. */
  public Loaded {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
    notDefault = List.copyOf(notDefault);
  }

  /** Whether the deployment must fail with {@link #message()}: strict, and there are problems. */
  public boolean isRefused() {
    return settings.strict() && !problems.isEmpty();
  }

  /**
   * All problems in one text, each on a line of its own below a heading; empty if there are none.
   */
  public String message() {
    return problems.isEmpty()
        ? ""
        : "Footfall's settings have "
            + (problems.size() == 1 ? "1 problem:" : problems.size() + " problems:")
            + "\n  - "
            + String.join("\n  - ", problems);
  }
}
