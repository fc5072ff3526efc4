package io.footfall.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** How JSON is read and written. Safe for any thread. */
final class Json {

  private static final int MAX_DEPTH = 20;
  private static final int EXCERPT = 40;

  /**
   * Without what outlives the web application or grows with what strangers send: buffers are not
   * kept in thread locals, and field names are neither interned nor cached. The bound of the body
   * is the bound of each token.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(Body.MAX_ARRAY)
                  .maxStringLength(Body.MAX_ARRAY)
                  .maxNameLength(Body.MAX_ARRAY)
                  .build())
          .build();

  private Json() {}

  /** Something to write. */
  @FunctionalInterface
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /**
   * The content in UTF-8; half surrogate pairs, which UTF-8 cannot carry, become question marks.
   */
  static String text(Content content) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be written", e);
    }
    return text.toString();
  }

  /** The beginning of a text that a stranger chose, for a sentence. */
  static String excerpt(String text) {
    String shown = text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    return shown.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]", "?");
  }
}
