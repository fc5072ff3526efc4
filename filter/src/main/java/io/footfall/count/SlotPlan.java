package io.footfall.count;

import java.util.List;

/**
 * Which counters have a history, and in which resolutions.
 *
 * @param tiers from the finest to the coarsest
 * @param series names of counters; one that ends in {@code *} stands for all names that begin so
 */
public record SlotPlan(List<Tier> tiers, List<String> series) {

  /** How many counters of one identity have a history at most. */
  public static final int MAX_COUNTERS = 32;

  /** What is kept where nobody says otherwise. */
  public static final SlotPlan DEFAULT =
      new SlotPlan(
          List.of(
              new Tier(10, 360),
              new Tier(60, 1_440),
              new Tier(3_600, 744),
              new Tier(86_400, 1_825)),
          List.of("requests"));

  /** Copies the lists. */
  public SlotPlan {
    tiers = List.copyOf(tiers);
    series = List.copyOf(series);
  }

  /** Whether a counter of this name has a history, if there is room for it. */
  public boolean names(String counter) {
    for (String name : series) {
      boolean matches =
          name.endsWith("*")
              ? counter.startsWith(name.substring(0, name.length() - 1))
              : counter.equals(name);
      if (matches) {
        return true;
      }
    }
    return false;
  }
}
