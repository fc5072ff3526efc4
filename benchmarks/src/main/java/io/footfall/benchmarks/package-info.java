/** What counting costs, measured with JMH. */
@NullMarked
package io.footfall.benchmarks;

import org.jspecify.annotations.NullMarked;
