/** The web application that the containers' contract deploys. It runs inside the container. */
@NullMarked
package io.footfall.it.app;

import org.jspecify.annotations.NullMarked;
