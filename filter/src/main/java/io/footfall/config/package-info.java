/**
 * The settings: what an operator or a packager may choose, and how bad choices are reported.
 *
 * <p>{@link io.footfall.config.SettingsLoader} reads {@link io.footfall.config.Sources} and gives
 * {@link io.footfall.config.Settings}, always usable, beside everything that was wrong. Nothing
 * here knows a servlet container; plain maps come in, so that every rule can be tested without one.
 */
@NullMarked
package io.footfall.config;

import org.jspecify.annotations.NullMarked;
