package io.footfall.eventlog;

import io.footfall.count.Identity;
import io.footfall.count.Sum;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the log holds of one counter of one identity.
 *
 * @param identity who counted
 * @param node the display name of its node, or empty
 * @param counter the counter's name
 * @param sum the highest sums that were logged
 * @param slotEnd when the newest slot ended in which it changed; null if its events were deleted
 */
public record LoggedSum(
    Identity identity, String node, String counter, Sum sum, @Nullable Instant slotEnd) {}
