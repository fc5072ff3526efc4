/** A small application to be counted, and the launcher that brings its Jetty. */
@NullMarked
package io.footfall.sample;

import org.jspecify.annotations.NullMarked;
