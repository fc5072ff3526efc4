/**
 * The tools of the distribution: one shows what a data directory holds, one compares the event log
 * with cluster and files. They never write.
 *
 * <p>Front door of its own: it sits on the readers of {@code count}, {@code journal}, {@code
 * eventlog} and {@code http}, and nobody imports it.
 */
@NullMarked
package io.footfall.inspect;

import org.jspecify.annotations.NullMarked;
