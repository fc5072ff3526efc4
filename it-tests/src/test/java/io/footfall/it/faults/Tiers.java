package io.footfall.it.faults;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What nodes tell of the time slots of {@code requests}. In each tier all slots together must be
 * what the counter has grown by, which in a cluster that began empty is its value: a kill, a
 * restart of all, or a clock that steps may move a count to another slot, and never lose or double
 * it.
 */
final class Tiers {

  private static final Pattern VALUE = Pattern.compile("\"value\":(-?\\d+)");

  /**
   * One of the tiers that nodes keep by default, and a time to ask for that it alone reaches.
   *
   * @param aside how much earlier than the beginning, and later than now, the time is
   */
  private record Tier(String step, Duration aside) {}

  private static final List<Tier> ALL =
      List.of(
          new Tier("10s", Duration.ofMinutes(1)),
          new Tier("60s", Duration.ofHours(2)),
          new Tier("3600s", Duration.ofDays(2)),
          new Tier("86400s", Duration.ofDays(400)));

  /** The tier that reaches a year, by which a clock of a test may be wrong. */
  private static final List<Tier> LONGEST = ALL.subList(ALL.size() - 1, ALL.size());

  private final Instant began = Instant.now();
  private volatile List<Tier> asked = ALL;

  /** From here on clocks may be a year wrong, so that only the longest tier holds all slots. */
  void clocksStep() {
    asked = LONGEST;
  }

  /**
   * Why the slots cannot be all that there are; empty if they can.
   *
   * @param values what each node tells of the counter
   */
  String objection(List<FaultNode> nodes, Map<String, Long> values) {
    for (FaultNode node : nodes) {
      for (Tier tier : asked) {
        String objection = objection(node, tier, values.getOrDefault(node.name(), 0L));
        if (!objection.isEmpty()) {
          return objection;
        }
      }
    }
    return "";
  }

  private String objection(FaultNode node, Tier tier, long value) {
    String path =
        "/footfall/series/requests?step=%s&from=%d&to=%d"
            .formatted(
                tier.step,
                began.minus(tier.aside).getEpochSecond(),
                Instant.now().plus(tier.aside).getEpochSecond());
    try {
      Connection.Response response = node.ask(path);
      return response.status() == 200
          ? compare(node.name(), tier.step, sum(response.body()), value)
          : path + " of " + node.name() + ": " + response;
    } catch (IOException e) {
      return path + " of " + node.name() + ": " + e;
    }
  }

  /** All values of the points in an answer together. */
  static long sum(String body) {
    long sum = 0;
    Matcher matcher = VALUE.matcher(body);
    while (matcher.find()) {
      sum += Long.parseLong(matcher.group(1));
    }
    return sum;
  }

  /** Why this much cannot be in all slots of a tier together; empty if it can. */
  static String compare(String node, String step, long slots, long value) {
    return slots == value
        ? ""
        : "%s has %d in all slots of %s, which is %d %s than the counter's %d"
            .formatted(
                node, slots, step, Math.abs(slots - value), slots < value ? "less" : "more", value);
  }
}
