/**
 * The counters as an MBean: a thin face over {@link io.footfall.Counters}, readable by any JMX
 * console without classes of ours.
 */
@NullMarked
package io.footfall.jmx;

import org.jspecify.annotations.NullMarked;
