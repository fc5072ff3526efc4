/** Tests of the API, and of the way the packages import each other. */
@NullMarked
package io.footfall;

import org.jspecify.annotations.NullMarked;
