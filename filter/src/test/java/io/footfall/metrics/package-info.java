@NullMarked
package io.footfall.metrics;

import org.jspecify.annotations.NullMarked;
