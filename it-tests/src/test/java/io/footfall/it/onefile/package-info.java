/** What an application with the one-file JAR brings of its own in the tests. */
@NullMarked
package io.footfall.it.onefile;

import org.jspecify.annotations.NullMarked;
