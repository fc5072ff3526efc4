package io.footfall.eventlog;

import java.time.Duration;

/**
 * What is to be logged, and where.
 *
 * @param source the database
 * @param slot how long a slot is, in whole seconds
 */
public record EventLogOptions(EventLogSource source, Duration slot) {}
