package io.footfall.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.Counter;
import io.footfall.Counters;
import io.footfall.Node;
import io.footfall.Reading;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of one web application's counters: questions in, answers out, free of servlets.
 *
 * <p>{@link FootfallServlet} finds it in the attribute {@link #ATTRIBUTE} of its servlet context.
 * Safe for any thread.
 */
public final class Api {

  /** The servlet context attribute that holds the API; where it is missing, the API is off. */
  public static final String ATTRIBUTE = "io.footfall.http.Api";

  private static final String READS = "GET, HEAD, OPTIONS";
  private static final int PAGE = 100;
  private static final int MAX_PAGE = 1_000;

  private final ApiOptions options;
  private final Counters counters;
  private final InstantSource now;
  private final LongSupplier nanoTime;

  /** The API of these counters. */
  public Api(ApiOptions options, Counters counters) {
    this(options, counters, InstantSource.system(), System::nanoTime);
  }

  Api(ApiOptions options, Counters counters, InstantSource now, LongSupplier nanoTime) {
    this.options = options;
    this.counters = counters;
    this.now = now;
    this.nanoTime = nanoTime;
  }

  /** Answers a request; what is wrong with it is in the answer. */
  Answer answer(ApiRequest request) {
    try {
      Access.check(options, request);
      return route(request);
    } catch (Refusal e) {
      return Answer.of(e);
    }
  }

  private Answer route(ApiRequest request) throws Refusal {
    String path = request.path();
    int slash = path.indexOf('/', 1);
    String place = slash < 0 ? path : path.substring(0, slash);
    // A name may have slashes itself, as that of a route.
    String name = slash < 0 ? "" : path.substring(slash + 1);
    return switch (place) {
      case "/counters" ->
          read(
              request,
              name.isEmpty() ? Set.of("name", "prefix", "after", "limit") : Set.of(),
              query -> counters(name.isEmpty() ? query.text("name") : name, query));
      case "/series" ->
          read(
              request,
              name.isEmpty() ? Set.of("name", "from", "to", "step") : Set.of("from", "to", "step"),
              query ->
                  new SeriesQuestion(counters, now.instant())
                      .answer(name.isEmpty() ? query.text("name") : name, query));
      case "/nodes" -> {
        requireNothingBehind(name);
        yield read(request, Set.of(), query -> nodes());
      }
      case "/increment" -> {
        requireNothingBehind(name);
        yield increment(request);
      }
      default -> throw nothingHere();
    };
  }

  private static void requireNothingBehind(String name) throws Refusal {
    if (!name.isEmpty()) {
      throw nothingHere();
    }
  }

  private static Refusal nothingHere() {
    return new Refusal(
        404,
        "path",
        "must be one of increment, counters, counters/{name}, series/{name} and nodes");
  }

  /** A question that changes nothing. */
  @FunctionalInterface
  private interface Question {
    Answer answer(Query query) throws Refusal;
  }

  private static Answer read(ApiRequest request, Set<String> parameters, Question question)
      throws Refusal {
    return switch (request.method()) {
      case "GET", "HEAD" -> question.answer(Query.parse(request.query(), parameters));
      case "OPTIONS" -> Answer.options(READS);
      default -> throw Refusal.methodNotAllowed(request.method(), READS);
    };
  }

  private Answer increment(ApiRequest request) throws Refusal {
    String allow = options.write() ? "POST, OPTIONS" : "OPTIONS";
    if (request.method().equals("OPTIONS")) {
      return Answer.options(allow);
    }
    if (!request.method().equals("POST") || !options.write()) {
      throw Refusal.methodNotAllowed(request.method(), allow);
    }
    // A parameter would look as if it were heard.
    Query.parse(request.query(), Set.of());
    Increments.Parsed parsed = Increments.parse(Body.read(request, nanoTime));
    List<Increment> increments = parsed.increments();
    // All counters are found before the first is added to, so that nothing can fail in between.
    List<Counter> found = new ArrayList<>(increments.size());
    for (Increment increment : increments) {
      found.add(counters.counter(increment.key()));
    }
    for (int i = 0; i < found.size(); i++) {
      found.get(i).add(increments.get(i).value());
    }
    return Answer.of(202, json -> accepted(json, parsed, found));
  }

  private static void accepted(JsonGenerator json, Increments.Parsed parsed, List<Counter> found)
      throws IOException {
    if (parsed.isArray()) {
      json.writeStartArray();
    }
    for (int i = 0; i < found.size(); i++) {
      Increment increment = parsed.increments().get(i);
      json.writeStartObject();
      json.writeStringField("key", increment.key());
      json.writeNumberField("value", increment.value());
      String countedAs = found.get(i).name();
      if (!countedAs.equals(increment.key())) {
        json.writeStringField("countedAs", countedAs);
      }
      json.writeEndObject();
    }
    if (parsed.isArray()) {
      json.writeEndArray();
    }
  }

  private Answer counters(String name, Query query) throws Refusal {
    return name.isEmpty() ? page(query) : one(name);
  }

  private Answer one(String name) throws Refusal {
    Reading reading = known(name);
    if (reading == null) {
      throw new Refusal(
          404, "name", "must be that of a counter, was \"" + Json.excerpt(name) + "\"");
    }
    Instant at = now.instant();
    return Answer.of(
        200,
        json -> {
          json.writeStartObject();
          reading(json, reading, at);
          json.writeArrayFieldStart("nodes");
          shares(json, reading.nodes(), true, at);
          shares(json, reading.absent(), false, at);
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private @Nullable Reading known(String name) {
    Reading reading = counters.read(name);
    if (!reading.nodes().isEmpty() || !reading.absent().isEmpty()) {
      return reading;
    }
    // Nobody has counted under it; it may be there all the same, as status:5xx in good times. A
    // name is the first of those that begin with it.
    return counters.readAll(name, "", 1).containsKey(name) ? reading : null;
  }

  private static void shares(
      JsonGenerator json, List<Reading.Share> shares, boolean present, Instant at)
      throws IOException {
    for (Reading.Share share : shares) {
      json.writeStartObject();
      json.writeStringField("identity", share.identity());
      json.writeStringField("node", share.node());
      json.writeNumberField("value", share.value());
      json.writeBooleanField("present", present);
      age(json, share.age(), at);
      json.writeEndObject();
    }
  }

  private Answer page(Query query) throws Refusal {
    int limit = query.number("limit", 1, MAX_PAGE, PAGE);
    // One more tells whether there is another page.
    SortedMap<String, Reading> found =
        counters.readAll(query.text("prefix"), query.text("after"), limit + 1);
    List<Reading> page = found.values().stream().limit(limit).toList();
    String next = found.size() > limit ? page.get(limit - 1).name() : null;
    Instant at = now.instant();
    return new Answer(
        200,
        Json.text(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("data");
              for (Reading reading : page) {
                json.writeStartObject();
                reading(json, reading, at);
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeStringField("next", next);
              json.writeEndObject();
            }),
        null);
  }

  private static void reading(JsonGenerator json, Reading reading, Instant at) throws IOException {
    json.writeStringField("name", reading.name());
    json.writeNumberField("value", reading.value());
    age(json, reading.age(), at);
    json.writeNumberField("pendingHere", reading.pendingHere());
  }

  private static void age(JsonGenerator json, Duration age, Instant at) throws IOException {
    json.writeStringField("asOf", at.minus(age).truncatedTo(ChronoUnit.MILLIS).toString());
    json.writeNumberField("ageMillis", age.toMillis());
  }

  private Answer nodes() {
    Instant at = now.instant();
    List<Node> nodes = counters.nodes();
    return Answer.of(
        200,
        json -> {
          json.writeStartArray();
          for (Node node : nodes) {
            json.writeStartObject();
            json.writeStringField("identity", node.identity());
            json.writeStringField("node", node.name());
            json.writeStringField("location", node.location());
            json.writeStringField("url", node.url());
            json.writeBooleanField("self", node.self());
            json.writeBooleanField("present", node.present());
            json.writeNumberField("incarnation", node.incarnation());
            json.writeNumberField("sequence", node.sequence());
            json.writeNumberField("requests", node.requests());
            age(json, node.age(), at);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
