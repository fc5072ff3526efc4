/**
 * The way of the counts from the buckets to the journal and on to the cluster, and the opening of
 * the files they start from.
 *
 * <p>{@link io.footfall.flow.Engine} is one deployment's whole: it opens, runs and closes the rest.
 */
@NullMarked
package io.footfall.flow;

import org.jspecify.annotations.NullMarked;
