package io.footfall.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.footfall.Counter;
import io.footfall.CounterNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a body asks to be counted, checked as a whole: either all of it is sound, or a {@link
 * Refusal} names what is not.
 *
 * <p>Strict where leniency would guess: a field must be known and occur once, and a value must be
 * written as a whole number.
 */
final class Increments {

  /** The most increments in one array. */
  static final int MAX = 1_000;

  private static final int MAX_TOLD = 20;
  private static final String EXAMPLE = "{\"key\":\"c1\",\"value\":1}";

  private final JsonParser parser;
  private final List<Increment> sound = new ArrayList<>();
  private final Map<String, List<String>> problems = new LinkedHashMap<>();
  private int untold;

  private Increments(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * A body as it was understood.
   *
   * @param isArray whether it was an array
   * @param increments in the order of the body, the same key any number of times
   */
  record Parsed(boolean isArray, List<Increment> increments) {}

  /**
   * Reads a body.
   *
   * @throws Refusal if it is no JSON (400), or not the JSON asked for (422)
   */
  static Parsed parse(String text) throws Refusal {
    try (JsonParser parser = Json.parser(text)) {
      return new Increments(parser).parse();
    } catch (JsonProcessingException e) {
      throw new Refusal(400, "body", "must be well-formed JSON: " + reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be read", e);
    }
  }

  private static String reason(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage());
    int end = message.indexOf('\n');
    String first = end < 0 ? message : message.substring(0, end);
    return first.length() <= 200 ? first : first.substring(0, 200) + "…";
  }

  private Parsed parse() throws IOException, Refusal {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new Refusal(400, "body", "must be JSON, as in " + EXAMPLE + ", was empty");
    }
    boolean isArray = first == JsonToken.START_ARRAY;
    if (isArray) {
      array();
    } else if (first == JsonToken.START_OBJECT) {
      object("");
    } else {
      problem("body", "must be an object, as in " + EXAMPLE + ", or an array of such");
    }
    if (parser.nextToken() != null) {
      throw new Refusal(400, "body", "must be one value of JSON, has more behind it");
    }
    if (!problems.isEmpty()) {
      if (untold > 0) {
        problems.put("body", List.of("has " + untold + " more problems, which are not told"));
      }
      throw new Refusal(422, problems);
    }
    return new Parsed(isArray, sound);
  }

  private void array() throws IOException, Refusal {
    int items = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items++;
      if (items > MAX) {
        throw new Refusal(422, "body", "must be an array of at most " + MAX + " increments");
      }
      String at = "[" + (items - 1) + "]";
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        object(at + ".");
      } else {
        problem(at, "must be an object, as in " + EXAMPLE);
        parser.skipChildren();
      }
    }
    if (items == 0) {
      problem("body", "must be an array of 1 to " + MAX + " increments, was empty");
    }
  }

  private void object(String at) throws IOException {
    boolean hasKey = false;
    boolean hasValue = false;
    String key = null;
    Long value = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (field.equals("key") ? hasKey : field.equals("value") && hasValue) {
        problem(at + field, "must be given once");
      } else if (field.equals("key")) {
        key = key(at + field, token);
        hasKey = true;
      } else if (field.equals("value")) {
        value = value(at + field, token);
        hasValue = true;
      } else {
        problem(
            at.isEmpty() ? "body" : at.substring(0, at.length() - 1),
            "must have the fields key and value only, has \"" + Json.excerpt(field) + "\"");
      }
      parser.skipChildren();
    }
    if (!hasKey) {
      problem(at + "key", "must be given");
    }
    if (!hasValue) {
      problem(at + "value", "must be given");
    }
    if (key != null && value != null) {
      sound.add(new Increment(key, value));
    }
  }

  private @Nullable String key(String field, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      problem(field, "must be a string, was " + shown(token));
      return null;
    }
    String name = parser.getText();
    try {
      return CounterNames.requireFree(name);
    } catch (IllegalArgumentException e) {
      problem(field, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable Long value(String field, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      String digits = parser.getText();
      // Eleven characters hold every number within the bounds, and fit into a long.
      long number = digits.length() <= 11 ? Long.parseLong(digits) : Long.MAX_VALUE;
      if (number >= -Counter.MAX_ADD && number <= Counter.MAX_ADD) {
        return number;
      }
    }
    problem(
        field,
        "must be a whole number between %d and %d, was %s"
            .formatted(-Counter.MAX_ADD, Counter.MAX_ADD, shown(token)));
    return null;
  }

  private String shown(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "the string \"" + Json.excerpt(parser.getText()) + "\"";
      default -> Json.excerpt(parser.getText());
    };
  }

  private void problem(String field, String sentence) {
    List<String> told = problems.get(field);
    if (told != null && told.size() < MAX_TOLD) {
      told.add(sentence);
    } else if (told == null && problems.size() < MAX_TOLD) {
      problems.put(field, new ArrayList<>(List.of(sentence)));
    } else {
      untold++;
    }
  }
}
