/** Faults done to real processes under load, and the oracle that says what must have come out. */
@NullMarked
package io.footfall.it.faults;

import org.jspecify.annotations.NullMarked;
