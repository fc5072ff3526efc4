/**
 * Jetty 12.1 for Arquillian: one JVM for each node, which a test can stop, kill and start again.
 */
@NullMarked
package io.footfall.it.jetty;

import org.jspecify.annotations.NullMarked;
