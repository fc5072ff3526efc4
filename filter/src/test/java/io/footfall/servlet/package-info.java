/** Tests of the front door, on a real Jetty where a container matters. */
@NullMarked
package io.footfall.servlet;

import org.jspecify.annotations.NullMarked;
