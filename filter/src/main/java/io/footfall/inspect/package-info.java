/**
 * The offline tool: shows what a data directory holds, and never writes.
 *
 * <p>Front door of its own: it sits on the readers of {@code count} and {@code journal}, and nobody
 * imports it.
 */
@NullMarked
package io.footfall.inspect;

import org.jspecify.annotations.NullMarked;
