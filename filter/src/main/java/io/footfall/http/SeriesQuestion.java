package io.footfall.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.Counters;
import io.footfall.Series;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** How much a counter grew in each slice of a time: what is asked for, and the answer. */
final class SeriesQuestion {

  private static final Duration DEFAULT_SPAN = Duration.ofHours(1);
  private static final Duration DEFAULT_STEP = Duration.ofMinutes(1);
  private static final Pattern STEP = Pattern.compile("[0-9]{1,6}[smhd]");

  private final Counters counters;
  private final Instant now;

  SeriesQuestion(Counters counters, Instant now) {
    this.counters = counters;
    this.now = now;
  }

  Answer answer(String name, Query query) throws Refusal {
    if (name.isEmpty()) {
      throw new Refusal(422, "name", "must be given, in the path or as the parameter name");
    }
    Instant to = instant(query, "to", now);
    // Of a time near the end of all times there is nothing before; both bounds are checked later.
    Instant from = instant(query, "from", to.isBefore(Instant.EPOCH) ? to : to.minus(DEFAULT_SPAN));
    Series series;
    try {
      series = counters.series(name, from, to, step(query));
    } catch (IllegalArgumentException e) {
      // Its sentence says which of the parameters, what it must be, and what to ask for instead.
      throw new Refusal(422, "series", String.valueOf(e.getMessage()));
    }
    return Answer.of(200, json -> write(json, series));
  }

  private static Instant instant(Query query, String parameter, Instant absent) throws Refusal {
    String text = query.text(parameter);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      return text.matches("[0-9]{1,12}")
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Refusal(
          422,
          parameter,
          "must be a time as in 2025-06-01T12:00:00Z, or seconds since 1970, was \"%s\""
              .formatted(Json.excerpt(text)));
    }
  }

  private static Duration step(Query query) throws Refusal {
    String text = query.text("step");
    if (text.isEmpty()) {
      return DEFAULT_STEP;
    }
    if (!STEP.matcher(text).matches()) {
      throw new Refusal(
          422,
          "step",
          "must be a whole number with s, m, h or d, as in 10s, was \"%s\""
              .formatted(Json.excerpt(text)));
    }
    long amount = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(amount);
      case 'm' -> Duration.ofMinutes(amount);
      case 'h' -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private void write(JsonGenerator json, Series series) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", series.name());
    json.writeStringField("from", series.from().toString());
    json.writeStringField("to", series.to().toString());
    json.writeNumberField("stepSeconds", series.step().toSeconds());
    json.writeStringField(
        "asOf", now.minus(series.age()).truncatedTo(ChronoUnit.MILLIS).toString());
    json.writeNumberField("ageMillis", series.age().toMillis());
    json.writeArrayFieldStart("points");
    for (Series.Point point : series.points()) {
      json.writeStartObject();
      json.writeStringField("start", point.start().toString());
      json.writeNumberField("value", point.value());
      json.writeBooleanField("partial", point.partial());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
