/** What an application with libraries of its own, in other versions than Footfall's, does. */
@NullMarked
package io.footfall.it.other;

import org.jspecify.annotations.NullMarked;
