/** What the one file holds, and what it does not. */
@NullMarked
package io.footfall.all;

import org.jspecify.annotations.NullMarked;
