package io.footfall.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, decoded strictly: containers differ in what they make of bad
 * encodings, and would read a body for it. Unknown parameters are refused, so that a slip of the
 * pen is not taken for a wider question.
 */
final class Query {

  private static final Query NONE = new Query(Map.of());

  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a query.
   *
   * @param raw as it was sent; null for none
   * @param known the parameters that there are
   * @throws Refusal if it is not percent-encoded UTF-8 (400), or has a parameter twice or one that
   *     is not known (422)
   */
  static Query parse(@Nullable String raw, Set<String> known) throws Refusal {
    if (raw == null) {
      return NONE;
    }
    Map<String, String> values = new HashMap<>();
    for (String part : raw.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = decode(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decode(part.substring(equals + 1));
      if (!known.contains(name)) {
        throw new Refusal(
            422,
            Json.excerpt(name),
            known.isEmpty()
                ? "must not be given: there are no parameters here"
                : "must not be given: the parameters here are "
                    + String.join(", ", new TreeSet<>(known)));
      }
      if (values.put(name, value) != null) {
        throw new Refusal(422, Map.of(Json.excerpt(name), List.of("must be given once")));
      }
    }
    return new Query(values);
  }

  /** A parameter's value; empty if there is none. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** A whole number within bounds. */
  int number(String name, int min, int max, int absent) throws Refusal {
    String text = values.get(name);
    if (text == null) {
      return absent;
    }
    // Nine digits fit.
    int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    if (number < min || number > max) {
      throw new Refusal(
          422,
          name,
          "must be a whole number between %d and %d, was \"%s\""
              .formatted(min, max, Json.excerpt(text)));
    }
    return number;
  }

  private static String decode(String encoded) throws Refusal {
    if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
      return encoded;
    }
    byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i] == '+' ? ' ' : bytes[i]);
        continue;
      }
      int high = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw badEncoding();
      }
      decoded.write(high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decoded.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw badEncoding();
    }
  }

  private static Refusal badEncoding() {
    return new Refusal(400, "query", "must be percent-encoded UTF-8");
  }
}
