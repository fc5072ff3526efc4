/**
 * The buckets under two threads that truly race, with jcstress: every outcome that is not named is
 * forbidden.
 */
@NullMarked
package io.footfall.stress;

import org.jspecify.annotations.NullMarked;
