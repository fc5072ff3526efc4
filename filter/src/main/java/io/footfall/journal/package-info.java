/**
 * The journal: what survives the loss of power. The only user of MapDB.
 *
 * <p>Nothing here changes a file that was published: each write is a whole new generation.
 */
@NullMarked
package io.footfall.journal;

import org.jspecify.annotations.NullMarked;
