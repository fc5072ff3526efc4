/** Tests of the engine: real files, a real cluster in one process. */
@NullMarked
package io.footfall.flow;

import org.jspecify.annotations.NullMarked;
