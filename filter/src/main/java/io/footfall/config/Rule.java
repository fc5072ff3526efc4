package io.footfall.config;

import org.jspecify.annotations.Nullable;

/**
 * What a setting's value must be.
 *
 * @param <T> the value's type
 * @param mustBe the grammar and the bounds, to be read after "must be"
 * @param wayOut what to do about a bad value, with an example
 * @param parser tells a good text from a bad one
 */
record Rule<T>(String mustBe, String wayOut, Parser<T> parser) {

  /** Reads a text; it never throws, whatever the text. */
  @FunctionalInterface
  interface Parser<T> {

    /** The value of a stripped text; null if the text breaks the rule. */
    @Nullable T parse(String text, Sources sources);
  }
}
