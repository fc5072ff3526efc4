@NullMarked
package io.footfall.config;

import org.jspecify.annotations.NullMarked;
