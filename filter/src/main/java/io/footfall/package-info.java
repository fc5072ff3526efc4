/**
 * What applications call: counters and their readings.
 *
 * <p>Everything here is an immutable value or an interface; nothing in this package counts, stores
 * or sends anything.
 */
@NullMarked
package io.footfall;

import org.jspecify.annotations.NullMarked;
