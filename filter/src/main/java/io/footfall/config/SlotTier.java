package io.footfall.config;

import java.time.Duration;

/**
 * A resolution of series, one item of the setting {@code tiers}.
 *
 * @param length of each slot, in whole seconds
 * @param reach how far back the slots are kept
 */
public record SlotTier(Duration length, Duration reach) {}
