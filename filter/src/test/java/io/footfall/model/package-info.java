/** A disk that lives in memory and loses its power, for the model test of the protocol. */
@NullMarked
package io.footfall.model;

import org.jspecify.annotations.NullMarked;
