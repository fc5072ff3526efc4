package io.footfall;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much a counter grew across the cluster in each of a row of equal time slices, as one node
 * knew it at one moment, and how fresh that is.
 *
 * <p>A request lies in the slice in which its node's background thread saw it, by that node's
 * clock: late by at most one {@code flush-interval}, early by at most half a second. What a
 * restarted node finds that it had counted before lies in the slice of the restart. Nothing lies in
 * two slices.
 *
 * @param name the counter's name
 * @param from the start of the first point: what was asked for, rounded down to a multiple of the
 *     step since 1970-01-01T00:00Z
 * @param to the end of the last point, not included: what was asked for, rounded up likewise
 * @param step the length of each slice
 * @param age how old the oldest present node's contribution is, as in {@link Reading#age}
 * @param points one for each slice from {@code from} to {@code to}, without gaps
 */
public record Series(
    String name, Instant from, Instant to, Duration step, Duration age, List<Point> points) {

  /** The most points that one series has: 5,000. */
  public static final int MAX_POINTS = 5_000;

  /** Copies the list, so that the series is immutable. */
  public Series {
    points = List.copyOf(points);
  }

  /**
   * One slice.
   *
   * @param start its first instant
   * @param value increments less decrements counted in it; zero where nothing was counted
   * @param partial whether the value may become, or may have been, another: the slice is not over
   *     yet, or ended within the age, or it is older than what some node still remembers in this
   *     detail, or than its counting of series
   */
  public record Point(Instant start, long value, boolean partial) {}
}
