package io.footfall.metrics;

import io.footfall.Counters;
import java.util.function.Supplier;

/**
 * What the meters of one deployment are read from.
 *
 * @param context the name of the web application, as in the MBean's name
 * @param counters the accounts and the health of this node
 * @param increments this node's own counters as of now
 */
public record Source(String context, Counters counters, Supplier<Increments> increments) {}
