@NullMarked
package io.footfall.infinispan;

import org.jspecify.annotations.NullMarked;
