package io.footfall.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the API: JSON, or nothing for 204.
 *
 * @param status the status of HTTP
 * @param body the body
 * @param allow the header {@code Allow}; null for none
 */
record Answer(int status, String body, @Nullable String allow) {

  static Answer of(int status, Json.Content data) {
    return new Answer(
        status,
        Json.text(
            json -> {
              json.writeStartObject();
              json.writeFieldName("data");
              data.write(json);
              json.writeEndObject();
            }),
        null);
  }

  /** The one shape of all errors: {@code {"errors":{"field":["sentence"]}}}. */
  static Answer of(Refusal refusal) {
    return new Answer(
        refusal.status(), Json.text(json -> errors(json, refusal.errors())), refusal.allow());
  }

  private static void errors(JsonGenerator json, Map<String, List<String>> errors)
      throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("errors");
    for (Map.Entry<String, List<String>> field : errors.entrySet()) {
      json.writeArrayFieldStart(field.getKey());
      for (String sentence : field.getValue()) {
        json.writeString(sentence);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Nothing but the methods that a path knows. */
  static Answer options(String allow) {
    return new Answer(204, "", allow);
  }
}
