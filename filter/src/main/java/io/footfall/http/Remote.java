package io.footfall.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.footfall.Reading;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a running node, read through its HTTP API. Safe for any thread; each read waits
 * for the node.
 */
public final class Remote {

  private static final int PAGE = 1_000;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final String base;
  private final @Nullable String authorization;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * A node that is not asked yet.
   *
   * @param base where its API is, as in http://localhost:8080/footfall
   * @param authorization the header {@code Authorization}; null for none
   */
  public Remote(URI base, @Nullable String authorization) {
    this.base = base.toString().replaceAll("/+$", "");
    this.authorization = authorization;
  }

  /** What to call it in messages. */
  public String label() {
    return base;
  }

  /**
   * The readings of all counters, without the parts of the nodes.
   *
   * @throws IOException if the node does not answer, or not with counters
   */
  public List<Reading> all() throws IOException {
    List<Reading> all = new ArrayList<>();
    String after = "";
    do {
      Map<?, ?> page =
          object(
              get("/counters?limit=" + PAGE + (after.isEmpty() ? "" : "&after=" + encode(after))));
      for (Object reading : list(page.get("data"))) {
        all.add(reading(object(reading)));
      }
      after = page.get("next") instanceof String next ? next : "";
    } while (!after.isEmpty());
    return all;
  }

  /**
   * The reading of a counter, with the parts of the nodes; null if the node does not know it.
   *
   * @throws IOException if the node does not answer, or not with a counter
   */
  public @Nullable Reading one(String name) throws IOException {
    Object answer = get("/counters?name=" + encode(name));
    return answer == null ? null : reading(object(object(answer).get("data")));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The answer's JSON, or null for a counter that is not there. */
  private @Nullable Object get(String what) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + what)).timeout(ANSWER);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    boolean isOurs = response.headers().firstValue("Content-Type").orElse("").contains("json");
    if (response.statusCode() == 404 && isOurs && what.startsWith("/counters?name=")) {
      return null;
    }
    if (response.statusCode() != 200 || !isOurs) {
      throw new IOException(
          base
              + what
              + " was answered with "
              + response.statusCode()
              + (isOurs ? " " + Json.excerpt(response.body()) : " and no JSON")
              + ": check the URL, and the settings http, http-role and http-open of that node");
    }
    try (JsonParser json = Json.parser(response.body())) {
      json.nextToken();
      return value(json);
    } catch (JsonProcessingException e) {
      throw new IOException(base + what + " was answered with malformed JSON: " + e, e);
    }
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          fields.put(name, value(json));
        }
        return fields;
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(json));
        }
        return items;
      }
      case VALUE_NUMBER_INT -> {
        return json.getLongValue();
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        return json.getBooleanValue();
      }
      case VALUE_NULL -> {
        return null;
      }
      default -> {
        return json.getText();
      }
    }
  }

  private static Reading reading(Map<?, ?> fields) throws IOException {
    List<Reading.Share> present = new ArrayList<>();
    List<Reading.Share> absent = new ArrayList<>();
    if (fields.get("nodes") != null) {
      for (Object node : list(fields.get("nodes"))) {
        Map<?, ?> share = object(node);
        (Boolean.TRUE.equals(share.get("present")) ? present : absent)
            .add(
                new Reading.Share(
                    text(share.get("identity")),
                    text(share.get("node")),
                    number(share.get("value")),
                    age(share)));
      }
    }
    return new Reading(
        text(fields.get("name")),
        number(fields.get("value")),
        age(fields),
        number(fields.get("pendingHere")),
        present,
        absent);
  }

  private static Duration age(Map<?, ?> fields) throws IOException {
    return Duration.ofMillis(number(fields.get("ageMillis")));
  }

  private static Map<?, ?> object(@Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> object) {
      return object;
    }
    throw notOurs(value);
  }

  private static List<?> list(@Nullable Object value) throws IOException {
    if (value instanceof List<?> list) {
      return list;
    }
    throw notOurs(value);
  }

  private static String text(@Nullable Object value) throws IOException {
    if (value instanceof String text) {
      return text;
    }
    throw notOurs(value);
  }

  private static long number(@Nullable Object value) throws IOException {
    if (value instanceof Long number) {
      return number;
    }
    throw notOurs(value);
  }

  private static IOException notOurs(@Nullable Object value) {
    return new IOException(
        "the answer is not that of Footfall's API, it has "
            + Json.excerpt(String.valueOf(value))
            + ": check the URL");
  }
}
