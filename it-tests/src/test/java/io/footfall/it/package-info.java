/** Tests of the built sample in real containers and real processes. */
@NullMarked
package io.footfall.it;

import org.jspecify.annotations.NullMarked;
