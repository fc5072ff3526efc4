package io.footfall.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.footfall.Counter;
import io.footfall.Counters;
import io.footfall.Node;
import io.footfall.Reading;
import io.footfall.Series;
import io.footfall.Status;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An API over counters in a map, and questions to it. */
final class Asked {

  static final ApiOptions READ = new ApiOptions(false, "", false);
  static final ApiOptions WRITE = new ApiOptions(true, "", false);

  private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");

  final Map<String, Long> counted = new HashMap<>();
  private final Api api;

  String method = "GET";
  String path = "";
  String query = "";
  String contentType = "application/json";
  @Nullable String contentEncoding;
  String host = "localhost";
  String remoteAddress = "127.0.0.1";
  boolean forwarded;
  Set<String> roles = Set.of();

  Asked(ApiOptions options) {
    this(options, System::nanoTime);
  }

  Asked(ApiOptions options, LongSupplier nanoTime) {
    api = new Api(options, new InMap(), InstantSource.fixed(NOW), nanoTime);
  }

  Answer get(String path, String query) {
    this.method = "GET";
    this.path = path;
    this.query = query;
    return ask(new byte[0]);
  }

  Answer post(String body) {
    return post(body.getBytes(UTF_8));
  }

  Answer post(byte[] body) {
    method = "POST";
    path = "/increment";
    return ask(body);
  }

  Answer ask(byte[] body) {
    return api.answer(
        new ApiRequest(
            method,
            path,
            query,
            contentType,
            contentEncoding,
            body.length,
            () -> new ByteArrayInputStream(body),
            host,
            remoteAddress,
            () -> forwarded,
            roles::contains));
  }

  static String text(Answer answer) {
    return answer.body();
  }

  private final class InMap implements Counters {

    @Override
    public Counter counter(String name) {
      return new Counter() {
        @Override
        public String name() {
          return name.startsWith("folded") ? OTHER : name;
        }

        @Override
        public void increment() {
          add(1);
        }

        @Override
        public void add(long amount) {
          counted.merge(name(), amount, Long::sum);
        }
      };
    }

    @Override
    public Reading read(String name) {
      Long value = counted.get(name);
      List<Reading.Share> shares = new ArrayList<>();
      if (value != null && value != 0) {
        shares.add(new Reading.Share("aa", "node-1", value, Duration.ZERO));
      }
      List<Reading.Share> absent =
          name.startsWith("gone")
              ? List.of(new Reading.Share("bb", "node-2", 5, Duration.ofSeconds(60)))
              : List.of();
      return new Reading(
          name, value == null ? 0 : value, Duration.ofMillis(1_500), 2, shares, absent);
    }

    @Override
    public SortedMap<String, Reading> readAll(String prefix) {
      SortedMap<String, Reading> all = new TreeMap<>();
      counted.keySet().stream()
          .filter(name -> name.startsWith(prefix))
          .forEach(name -> all.put(name, read(name)));
      return all;
    }

    @Override
    public Series series(String name, Instant from, Instant to, Duration step) {
      if (!name.equals("requests")) {
        throw new IllegalArgumentException("no series of " + name);
      }
      return new Series(
          name,
          from,
          to,
          step,
          Duration.ofMillis(1_500),
          List.of(new Series.Point(from, 7, false), new Series.Point(from.plus(step), -1, true)));
    }

    @Override
    public List<Node> nodes() {
      return List.of(
          new Node("aa", "<n\"1>", "1,2,here", "http://n1", true, true, 3, 4, 5, Duration.ZERO));
    }

    @Override
    public Status status() {
      throw new UnsupportedOperationException();
    }
  }
}
