/**
 * The front door: the filter that counts requests, its registration without configuration, and the
 * composition root that starts and closes everything behind it.
 */
@NullMarked
package io.footfall.servlet;

import org.jspecify.annotations.NullMarked;
