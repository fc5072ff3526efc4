/**
 * The buckets: where a request is counted.
 *
 * <p>{@link io.footfall.count.Buckets} are the cells of one identity, in a mapped file or in the
 * heap; {@link io.footfall.count.Sums} is what a flush reads from them. Threads other than the
 * flusher only add.
 */
@NullMarked
package io.footfall.count;

import org.jspecify.annotations.NullMarked;
