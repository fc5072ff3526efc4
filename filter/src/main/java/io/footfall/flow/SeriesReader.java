package io.footfall.flow;

import io.footfall.Series;
import io.footfall.cluster.ClusterView;
import io.footfall.cluster.Other;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.Ring;
import io.footfall.count.Slot;
import io.footfall.count.SlotPlan;
import io.footfall.count.Slots;
import io.footfall.count.Sum;
import io.footfall.count.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers what a counter did over time: the slots of all identities, those of others as the view
 * knows them, this node's own with what it has counted up to now. Safe for any thread.
 */
final class SeriesReader {

  /** The end of the year 9999. */
  private static final long LAST_SECOND = 253_402_300_800L;

  private final Buckets buckets;
  private final Slots slots;
  private final ClusterView view;
  private final Clock clock;

  SeriesReader(Buckets buckets, Slots slots, ClusterView view, Clock clock) {
    this.buckets = buckets;
    this.slots = slots;
    this.view = view;
    this.clock = clock;
  }

  Series read(String name, Instant from, Instant to, Duration step) {
    long now = Math.floorDiv(clock.wallMillis(), 1_000L);
    Grid grid = grid(name, from, to, step);
    Tier tier = tier(grid, step, now);
    Points points = new Points(grid);
    Sum own = buckets.sum(name);
    points.add(slots.live(name, tier, own, clock.wallMillis()), own);
    Duration age = Duration.ZERO;
    for (Other other : view.others()) {
      if (other.isPresent() && other.age().compareTo(age) > 0) {
        age = other.age();
      }
      points.add(other.rings().ring(name, tier.seconds()), other.sum(name));
    }
    return new Series(
        name,
        Instant.ofEpochSecond(grid.from),
        Instant.ofEpochSecond(grid.end()),
        Duration.ofSeconds(grid.step),
        age,
        points.list(now - age.toSeconds()));
  }

  /** The slices that are asked for, in seconds. */
  private record Grid(long from, long step, int points) {
    long end() {
      return from + step * points;
    }

    /** The slice in which a second lies, or one that is not there. */
    long place(long second) {
      return Math.floorDiv(second - from, step);
    }
  }

  private Grid grid(String name, Instant from, Instant to, Duration step) {
    SlotPlan plan = slots.plan();
    if (!plan.names(name)) {
      throw new IllegalArgumentException(
          "a series is kept of the counters that footfall.series names (%s), was asked for of \"%s\": add its name to the setting and restart"
              .formatted(plan.series().isEmpty() ? "none" : String.join(",", plan.series()), name));
    }
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "from must be before to, was %s, and to was %s: ask for a time that is not empty"
              .formatted(from, to));
    }
    if (from.getEpochSecond() < 0 || to.getEpochSecond() >= LAST_SECOND) {
      throw new IllegalArgumentException(
          "from and to must be from the year 1970 to the year 9999, were %s and %s: ask for a time between"
              .formatted(from, to));
    }
    long seconds = step.toSeconds();
    if (seconds <= 0
        || !step.equals(Duration.ofSeconds(seconds))
        || plan.tiers().stream().noneMatch(tier -> seconds % tier.seconds() == 0)) {
      throw new IllegalArgumentException(
          "step must be a multiple of the length of a tier of footfall.tiers (%s), was %s: ask for one of these, or change the setting"
              .formatted(
                  plan.tiers().stream()
                      .map(tier -> Duration.ofSeconds(tier.seconds()).toString())
                      .collect(Collectors.joining(", ")),
                  step));
    }
    long first = Math.floorDiv(from.getEpochSecond(), seconds) * seconds;
    long last = to.getEpochSecond() + (to.getNano() > 0 ? 1 : 0);
    long points = Math.floorDiv(last - first + seconds - 1, seconds);
    if (points > Series.MAX_POINTS) {
      throw new IllegalArgumentException(
          "a series has at most %d points, was asked for %d: ask for a shorter time, or a longer step"
              .formatted(Series.MAX_POINTS, points));
    }
    return new Grid(first, seconds, (int) points);
  }

  /** The finest tier that reaches back far enough, else the one that reaches furthest. */
  private Tier tier(Grid grid, Duration step, long now) {
    Tier furthest = null;
    for (Tier tier : slots.plan().tiers()) {
      if (step.toSeconds() % tier.seconds() != 0) {
        continue;
      }
      if (tier.start(now) - tier.reachSeconds() < grid.from) {
        return tier;
      }
      if (furthest == null || tier.reachSeconds() > furthest.reachSeconds()) {
        furthest = tier;
      }
    }
    if (furthest == null) {
      throw new IllegalStateException("no tier divides " + step);
    }
    return furthest;
  }

  /** The points in the making. */
  private static final class Points {
    private final Grid grid;
    private final long[] values;

    /** Before this second, something that was counted is not in the values. */
    private long completeFrom = Long.MIN_VALUE;

    Points(Grid grid) {
      this.grid = grid;
      this.values = new long[grid.points];
    }

    void add(@Nullable Ring ring, Sum sum) {
      if (ring == null) {
        if (sum.total() > 0) {
          completeFrom = Long.MAX_VALUE;
        }
        return;
      }
      ring.visit(
          (start, increments, decrements) -> {
            long place = grid.place(start);
            if (place >= 0 && place < grid.points) {
              values[(int) place] += increments - decrements;
            }
          });
      Slot oldest = ring.oldest();
      if (oldest.open().total() > 0) {
        completeFrom = Math.max(completeFrom, oldest.start());
      }
    }

    /**
     * All points.
     *
     * @param until the second up to which every present node has told what it counted
     */
    List<Series.Point> list(long until) {
      List<Series.Point> points = new ArrayList<>(grid.points);
      for (int i = 0; i < grid.points; i++) {
        long start = grid.from + i * grid.step;
        boolean partial = start < completeFrom || start + grid.step > until;
        points.add(new Series.Point(Instant.ofEpochSecond(start), values[i], partial));
      }
      return points;
    }
  }
}
