@NullMarked
package io.footfall.http;

import org.jspecify.annotations.NullMarked;
