/** The event log in PostgreSQL: its schema, what is written to it, and how it is read back. */
@NullMarked
package io.footfall.eventlog;

import org.jspecify.annotations.NullMarked;
