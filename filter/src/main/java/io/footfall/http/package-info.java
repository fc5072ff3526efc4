/**
 * The counters over HTTP: {@link io.footfall.http.Api} answers, without knowing of servlets, and
 * {@link io.footfall.http.FootfallServlet} carries questions and answers between it and the
 * container. The only user of the JSON library.
 */
@NullMarked
package io.footfall.http;

import org.jspecify.annotations.NullMarked;
