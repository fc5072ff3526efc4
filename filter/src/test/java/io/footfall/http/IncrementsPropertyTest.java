package io.footfall.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is sent, all of it is counted, exactly, or nothing. */
class IncrementsPropertyTest {

  @Property(tries = 2_000)
  void anyBody_isCountedInFullOrRefused(@ForAll("bodies") String body) {
    check(body.getBytes(UTF_8));
  }

  @Property(tries = 500)
  void anyBytes_areRefusedOrCounted(@ForAll byte[] body) {
    check(body);
  }

  private static void check(byte[] body) {
    Asked api = new Asked(Asked.WRITE);

    Answer answer = api.post(body);

    if (answer.status() == 202) {
      // What is told back was counted, and nothing else.
      Asked again = new Asked(Asked.WRITE);
      String data = Asked.text(answer);
      Answer same = again.post(data.substring("{\"data\":".length(), data.length() - 1));
      assertThat(same.status()).isEqualTo(202);
      assertThat(new TreeMap<>(again.counted)).isEqualTo(new TreeMap<>(api.counted));
      assertThat(api.counted).isNotEmpty();
    } else {
      assertThat(answer.status()).isIn(400, 413, 422);
      assertThat(Asked.text(answer)).startsWith("{\"errors\":{").endsWith("\"]}}");
      assertThat(api.counted).isEmpty();
    }
  }

  /** Pieces of sound bodies in any order, so that many are nearly sound. */
  @Provide
  Arbitrary<String> bodies() {
    Arbitrary<String> key =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.of("a", "b", "__proto__", "requests", "\\u0000")),
            Tuple.of(1, Arbitraries.strings().ofMaxLength(10)));
    Arbitrary<String> value =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-5, 5).map(String::valueOf),
            Arbitraries.of("1e9", "NaN", "\"1\"", "null", "99999999999999999999", "[1]", "{}"));
    Arbitrary<String> sound =
        key.flatMap(
            k ->
                Arbitraries.integers()
                    .between(-5, 5)
                    .map(v -> "{\"key\":\"" + k + "\",\"value\":" + v + "}"));
    Arbitrary<String> doubtful =
        key.flatMap(k -> value.map(v -> "{\"key\":\"" + k + "\",\"value\":" + v + "}"));
    Arbitrary<String> array =
        Arbitraries.frequencyOf(Tuple.of(8, sound), Tuple.of(1, doubtful))
            .list()
            .ofMaxSize(6)
            .map(items -> "[" + String.join(",", items) + "]");
    Arbitrary<String> pieces =
        Arbitraries.of(
                List.of(
                    "{", "}", "[", "]", ",", ":", "\"key\"", "\"value\"", "\"a\"", "1", "-", " "))
            .list()
            .ofMaxSize(14)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(sound, doubtful, array, array, pieces);
  }
}
