/**
 * The counters as Micrometer meters: a thin face over {@link io.footfall.Counters}, for
 * applications that have Micrometer. Without it nothing here is loaded but {@link
 * io.footfall.metrics.Telemetry}.
 */
@NullMarked
package io.footfall.metrics;

import org.jspecify.annotations.NullMarked;
