package io.footfall.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers, without a container. */
class ApiTest {

  private final Asked api = new Asked(Asked.WRITE);

  @Test
  void increment_isCounted_andToldBack() {
    Answer answer = api.post("{\"key\":\"c1\",\"value\":3}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(Asked.text(answer)).isEqualTo("{\"data\":{\"key\":\"c1\",\"value\":3}}");
    assertThat(api.counted).containsOnly(Map.entry("c1", 3L));
  }

  @Test
  void increments_ofOneArray_areAllCounted_theSameKeyAnyNumberOfTimes() {
    Answer answer =
        api.post(
            " [{\"key\":\"a\",\"value\":1},{\"value\":-5,\"key\":\"__proto__\"},{\"key\":\"a\",\"value\":2}]\n");

    assertThat(Asked.text(answer))
        .isEqualTo(
            "{\"data\":[{\"key\":\"a\",\"value\":1},{\"key\":\"__proto__\",\"value\":-5},{\"key\":\"a\",\"value\":2}]}");
    assertThat(api.counted).containsEntry("a", 3L).containsEntry("__proto__", -5L).hasSize(2);
  }

  @Test
  void increment_thatIsFolded_saysSo() {
    assertThat(Asked.text(api.post("{\"key\":\"folded\",\"value\":1}")))
        .isEqualTo("{\"data\":{\"key\":\"folded\",\"value\":1,\"countedAs\":\"(other)\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000000", "-1000000000", "0", "-0"})
  void value_withinItsBounds_isTaken(String value) {
    assertThat(api.post("{\"key\":\"a\",\"value\":" + value + "}").status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000000001",
        "-1000000001",
        "9223372036854775808",
        "-99999999999999999999999",
        "1.0",
        "1e3",
        "1e999999999",
        "\"1\"",
        "null",
        "true",
        "[]",
        "{}",
        "[{\"key\":\"a\",\"value\":1}]"
      })
  void value_thatIsNoneOfTheseIntegers_isRefused_andNothingIsCounted(String value) {
    Answer answer =
        api.post("[{\"key\":\"a\",\"value\":1},{\"key\":\"a\",\"value\":" + value + "}]");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(Asked.text(answer))
        .startsWith(
            "{\"errors\":{\"[1].value\":[\"must be a whole number between -1000000000 and 1000000000, was ");
    assertThat(api.counted).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|key,value",
        "{\"key\":\"a\"}|value",
        "{\"value\":1}|key",
        "{\"key\":\"\",\"value\":1}|key",
        "{\"key\":1,\"value\":1}|key",
        "{\"key\":null,\"value\":1}|key",
        "{\"key\":\"requests\",\"value\":1}|key",
        "{\"key\":\"(other)\",\"value\":1}|key",
        "{\"key\":\"status:2xx\",\"value\":1}|key",
        "{\"key\":\"route:/\",\"value\":1}|key",
        "{\"key\":\"a\\u0000b\",\"value\":1}|key",
        "{\"key\":\"a\\u2028b\",\"value\":1}|key",
        "{\"key\":\"\\ud800\",\"value\":1}|key",
        "{\"key\":\"a\",\"key\":\"b\",\"value\":1}|key",
        "{\"key\":\"a\",\"value\":1,\"value\":2}|value",
        "{\"key\":\"a\",\"value\":1,\"__proto__\":{\"value\":2}}|body",
        "[]|body",
        "\"a\"|body",
        "1|body",
        "null|body",
        "[1]|[0]",
        "[[]]|[0]",
        "[{\"key\":\"a\",\"value\":1},{}]|[1].key,[1].value",
      })
  void fields_atFault_areNamed_andNothingIsCounted(String body, String fields) {
    Answer answer = api.post(body);

    assertThat(answer.status()).isEqualTo(422);
    String text = Asked.text(answer);
    assertThat(text).startsWith("{\"errors\":{").endsWith("\"]}}");
    for (String field : fields.split(",", -1)) {
      assertThat(text).contains("\"" + field + "\":[\"");
    }
    assertThat(api.counted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "[{\"key\":\"a\",\"value\":1}",
        "{\"key\":\"a\",\"value\":NaN}",
        "{\"key\":\"a\",\"value\":Infinity}",
        "{\"key\":\"a\",\"value\":01}",
        "{\"key\":\"a\",\"value\":+1}",
        "{'key':'a','value':1}",
        "{key:\"a\",value:1}",
        "{\"key\":\"a\",\"value\":1,}",
        "{\"key\":\"a\",\"value\":1}x",
        "{\"key\":\"a\",\"value\":1}{\"key\":\"a\",\"value\":1}",
        "{\"key\":\"a\nb\",\"value\":1}",
        "{\"key\":\"a\",/**/\"value\":1}",
        "{\"key\":\"a\",\"value\":1}]"
      })
  void json_thatIsMalformed_isRefused_andNothingIsCounted(String body) {
    Answer answer = api.post(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(Asked.text(answer)).startsWith("{\"errors\":{\"body\":[\"must be ");
    assertThat(api.counted).isEmpty();
  }

  @Test
  void nesting_thatIsDeep_isRefused() {
    String deep = "[".repeat(100_000);

    assertThat(api.post(deep).status()).isEqualTo(400);
    assertThat(api.post("{\"key\":\"a\",\"value\":" + deep.substring(0, 4_000)).status())
        .isEqualTo(400);
    assertThat(api.counted).isEmpty();
  }

  @Test
  void array_ofAThousandOfTheLongestNames_isTaken_andOneMoreIsNot() {
    String item = "{\"key\":\"" + "x".repeat(255) + "\",\"value\":-1000000000}";
    String thousand = array(item, 1_000);

    assertThat(api.post(thousand).status()).isEqualTo(202);
    assertThat(api.counted.values()).containsOnly(-1_000_000_000_000L);

    Answer answer = api.post(array("{\"key\":\"a\",\"value\":1}", 1_001));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(Asked.text(answer)).contains("at most 1000 increments");
    assertThat(api.counted).doesNotContainKey("a");
  }

  private static String array(String item, int times) {
    return IntStream.range(0, times).mapToObj(i -> item).collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void problems_ofAnArray_areToldUpToABound() {
    String text = Asked.text(api.post(array("{}", 1_000)));

    assertThat(text).contains("\"[9].value\"", "1980 more problems").hasSizeLessThan(2_000);
  }

  @Test
  void body_overItsBound_isRefused() {
    String name = "x".repeat(1_000_000);

    assertThat(api.post("{\"key\":\"" + name + "\",\"value\":1}").status()).isEqualTo(413);
    assertThat(api.post(" ".repeat(8_192) + "{}").status()).isEqualTo(413);
    assertThat(api.post("[" + " ".repeat(Body.MAX_ARRAY)).status()).isEqualTo(413);
    assertThat(api.post(padded(8_192)).status()).isEqualTo(202);
    assertThat(api.post(padded(8_193)).status()).isEqualTo(413);
    assertThat(api.counted).containsOnly(Map.entry("a", 1L));
  }

  private static String padded(int length) {
    String body = "{\"key\":\"a\",\"value\":1}";
    return body + " ".repeat(length - body.length());
  }

  @Test
  void body_thatIsSlow_isRefused() {
    long[] seconds = {0};
    Asked slow = new Asked(Asked.WRITE, () -> (seconds[0] += 6) * 1_000_000_000L);

    assertThat(slow.post("{\"key\":\"a\",\"value\":1}").status()).isEqualTo(202);
    assertThat(slow.post("[" + " ".repeat(5_000) + "{\"key\":\"a\",\"value\":1}]").status())
        .isEqualTo(408);
    assertThat(slow.counted).containsOnly(Map.entry("a", 1L));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,202",
    "Application/JSON ; Charset=\"UTF-8\",202",
    "application/json;charset=utf8,202",
    "application/json;charset=iso-8859-1,415",
    "application/json;charset,415",
    "application/jsonx,415",
    "text/plain,415",
    "application/x-www-form-urlencoded,415",
    "'',415",
    ";,415"
  })
  void contentType_mustBeJsonInUtf8(String contentType, int status) {
    api.contentType = contentType;

    assertThat(api.post("{\"key\":\"a\",\"value\":1}").status()).isEqualTo(status);
  }

  @Test
  void bytes_thatAreNoUtf8_areRefused() {
    String body = "{\"key\":\"ä\",\"value\":1}";

    assertThat(api.post(body.getBytes(UTF_16)).status()).isEqualTo(400);
    assertThat(api.post(body.getBytes(ISO_8859_1)).status()).isEqualTo(400);
    assertThat(api.counted).isEmpty();
    assertThat(api.post(body.getBytes(UTF_8)).status()).isEqualTo(202);
    assertThat(api.counted).containsKey("ä");
  }

  @Test
  void counters_arePagedInTheOrderOfTheirNames() {
    for (String name : new String[] {"b", "a3", "a1", "a2"}) {
      api.counted.put(name, 7L);
    }

    assertThat(Asked.text(api.get("/counters", "prefix=a&limit=2")))
        .isEqualTo(
            "{\"data\":[{\"name\":\"a1\",\"value\":7,\"asOf\":\"2025-06-01T11:59:58.500Z\",\"ageMillis\":1500,\"pendingHere\":2},"
                + "{\"name\":\"a2\",\"value\":7,\"asOf\":\"2025-06-01T11:59:58.500Z\",\"ageMillis\":1500,\"pendingHere\":2}],\"next\":\"a2\"}");
    assertThat(Asked.text(api.get("/counters", "prefix=a&limit=2&after=a2")))
        .contains("\"a3\"")
        .doesNotContain("\"a2\"", "\"b\"")
        .endsWith("],\"next\":null}");
    assertThat(Asked.text(api.get("/counters", "prefix=a&limit=3")))
        .as("exactly as many as were asked for")
        .contains("\"a1\"", "\"a3\"")
        .endsWith("],\"next\":null}");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0,422",
    "limit=1001,422",
    "limit=x,422",
    "limit=,422",
    "limit=99999999999,422",
    "limit=1&limit=2,422",
    "prefix=%zz,400",
    "prefix=%2,400",
    "prefix=%c3,400",
    "limit=1000,200",
    "prefix=%C3%A4+b,200",
    "&prefix=a&&,200",
    "prfix=a,422",
    "=a,422",
    "Prefix=a,422"
  })
  void query_isChecked(String query, int status) {
    assertThat(api.get("/counters", query).status()).isEqualTo(status);
  }

  @Test
  void parameters_thatAreNone_areNamed_andNothingIsCounted() {
    assertThat(Asked.text(api.get("/counters", "prfix=a")))
        .isEqualTo(
            "{\"errors\":{\"prfix\":[\"must not be given: the parameters here are after, limit, name, prefix\"]}}");
    assertThat(Asked.text(api.get("/nodes", "limit=1")))
        .isEqualTo(
            "{\"errors\":{\"limit\":[\"must not be given: there are no parameters here\"]}}");
    assertThat(api.get("/counters/c1", "name=c2").status()).isEqualTo(422);
    assertThat(api.get("/series/requests", "name=c2").status()).isEqualTo(422);
    api.query = "value=5";
    assertThat(api.post("{\"key\":\"c1\",\"value\":1}").status()).isEqualTo(422);
    assertThat(api.counted).isEmpty();
  }

  @Test
  void bodyThatIsCompressed_isRefused() {
    api.contentEncoding = "gzip";
    assertThat(api.post("{\"key\":\"c1\",\"value\":1}").status()).isEqualTo(415);
    assertThat(api.counted).isEmpty();
    api.contentEncoding = "Identity";
    assertThat(api.post("{\"key\":\"c1\",\"value\":1}").status()).isEqualTo(202);
  }

  @Test
  void counter_isToldWithItsParts_byPathAndByParameter() {
    api.counted.put("route:/a", 7L);
    api.counted.put("status:5xx", 0L);

    assertThat(Asked.text(api.get("/counters/route:/a", "")))
        .isEqualTo(
            "{\"data\":{\"name\":\"route:/a\",\"value\":7,\"asOf\":\"2025-06-01T11:59:58.500Z\",\"ageMillis\":1500,\"pendingHere\":2,"
                + "\"nodes\":[{\"identity\":\"aa\",\"node\":\"node-1\",\"value\":7,\"present\":true,\"asOf\":\"2025-06-01T12:00:00Z\",\"ageMillis\":0}]}}");
    assertThat(api.get("/counters", "name=route%3A%2Fa").body())
        .isEqualTo(api.get("/counters/route:/a", "").body());
    assertThat(api.get("/counters/status:5xx", "").status()).isEqualTo(200);
    assertThat(Asked.text(api.get("/counters/status:5", "")))
        .isEqualTo("{\"errors\":{\"name\":[\"must be that of a counter, was \\\"status:5\\\"\"]}}");
  }

  @Test
  void counter_ofANodeThatIsGone_isToldWithItsAge() {
    assertThat(Asked.text(api.get("/counters/gone", "")))
        .contains(
            "\"nodes\":[{\"identity\":\"bb\",\"node\":\"node-2\",\"value\":5,\"present\":false,\"asOf\":\"2025-06-01T11:59:00Z\",\"ageMillis\":60000}]");
  }

  @Test
  void nodes_areTold() {
    assertThat(Asked.text(api.get("/nodes", "")))
        .startsWith(
            "{\"data\":[{\"identity\":\"aa\",\"node\":\"<n\\\"1>\",\"location\":\"1,2,here\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/x", "/nodes/x", "/increment/x", "/counterss"})
  void path_thatIsNone_isNotFound(String path) {
    Answer answer = api.get(path, "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(Asked.text(answer)).startsWith("{\"errors\":{\"path\":[\"");
  }

  @Test
  void methods_thatDoNotFit_areToldWhichDo() {
    api.method = "DELETE";
    api.path = "/counters";
    assertThat(api.ask(new byte[0]).status()).isEqualTo(405);
    assertThat(api.ask(new byte[0]).allow()).isEqualTo("GET, HEAD, OPTIONS");
    api.path = "/increment";
    assertThat(api.ask(new byte[0]).allow()).isEqualTo("POST, OPTIONS");
    api.method = "OPTIONS";
    assertThat(api.ask(new byte[0]).status()).isEqualTo(204);
    assertThat(api.ask(new byte[0]).allow()).isEqualTo("POST, OPTIONS");

    Asked readOnly = new Asked(Asked.READ);
    Answer answer = readOnly.post("{\"key\":\"c1\",\"value\":1}");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.allow()).isEqualTo("OPTIONS");
    assertThat(readOnly.counted).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,false,200",
    "127.1.2.3,false,200",
    "::1,false,200",
    "[0:0:0:0:0:0:0:1],false,200",
    "::1%lo,false,200",
    "::ffff:127.0.0.1,false,200",
    "127.0.0.1,true,403",
    "10.0.0.1,false,403",
    "::2,false,403",
    "127.0.0.1.example.com,false,403",
    "'',false,403"
  })
  void withoutRole_onlyThisMachineIsAnswered(String address, boolean forwarded, int status) {
    api.remoteAddress = address;
    api.forwarded = forwarded;
    assertThat(api.get("/nodes", "").status()).isEqualTo(status);

    Asked open = new Asked(new ApiOptions(false, "", true));
    open.remoteAddress = address;
    open.forwarded = forwarded;
    assertThat(open.get("/nodes", "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,200",
    "LOCALHOST.,200",
    "web.localhost,200",
    "127.0.0.1,200",
    "127.0.1.1,200",
    "[::1],200",
    "evil.example,403",
    "localhost.evil.example,403",
    "127.0.0.1.evil.example,403",
    "evillocalhost,403",
    "0.0.0.0,403",
    "10.0.0.1,403",
    "'',403"
  })
  void withoutRole_onlyNamesOfThisMachineAreAnswered(String host, int status) {
    api.host = host;
    assertThat(api.get("/nodes", "").status()).isEqualTo(status);
    assertThat(api.post("{\"key\":\"c1\",\"value\":1}").status())
        .isEqualTo(status == 200 ? 202 : status);
    assertThat(api.counted.isEmpty()).isEqualTo(status != 200);

    Asked open = new Asked(new ApiOptions(false, "", true));
    open.host = host;
    assertThat(open.get("/nodes", "").status()).isEqualTo(200);
    Asked guarded = new Asked(new ApiOptions(false, "operator", false));
    guarded.host = host;
    guarded.roles = Set.of("operator");
    assertThat(guarded.get("/nodes", "").status()).isEqualTo(200);
  }

  @Test
  void withRole_onlyThoseWhoHaveItAreAnswered() {
    Asked guarded = new Asked(new ApiOptions(true, "operator", true));
    assertThat(guarded.get("/nodes", "").status()).isEqualTo(403);
    assertThat(guarded.post("{\"key\":\"c1\",\"value\":1}").status()).isEqualTo(403);
    assertThat(guarded.counted).isEmpty();

    guarded.remoteAddress = "10.0.0.1";
    guarded.forwarded = true;
    guarded.roles = Set.of("operator");
    assertThat(guarded.get("/nodes", "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-REAL-IP", "Via"})
  void headersOfProxies_areKnown(String header) {
    assertThat(Access.isForwarding(header)).isTrue();
    assertThat(Access.isForwarding("X-Not-" + header)).isFalse();
    assertThat(Access.isForwarding("Content-" + header)).isFalse();
  }

  @Test
  void series_tellsEachSlice_andWhichMayStillChange() {
    Answer answer = api.get("/series/requests", "from=2025-06-01T12:00:00Z&to=1748779320&step=1m");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Asked.text(answer))
        .startsWith(
            "{\"data\":{\"name\":\"requests\",\"from\":\"2025-06-01T12:00:00Z\",\"to\":\"2025-06-01T12:02:00Z\",\"stepSeconds\":60,\"asOf\":\"")
        .endsWith(
            "\"ageMillis\":1500,\"points\":[{\"start\":\"2025-06-01T12:00:00Z\",\"value\":7,\"partial\":false},{\"start\":\"2025-06-01T12:01:00Z\",\"value\":-1,\"partial\":true}]}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/series/requests|from=yesterday|from",
        "/series/requests|to=2025-06-01|to",
        "/series/requests|to=-1|to",
        "/series/requests|step=1|step",
        "/series/requests|step=1.5s|step",
        "/series/requests|step=99999999d|step",
        "/series/other|step=1m|series",
        "/series|step=1m|name",
      })
  void series_withABadParameter_isRefused(String path, String query, String field) {
    Answer answer = api.get(path, query);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(Asked.text(answer)).startsWith("{\"errors\":{\"" + field + "\":[\"");
  }
}
