/** The offline tool, over real files. */
@NullMarked
package io.footfall.inspect;

import org.jspecify.annotations.NullMarked;
