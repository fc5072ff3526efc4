/** Tests of the MBean. */
@NullMarked
package io.footfall.jmx;

import org.jspecify.annotations.NullMarked;
