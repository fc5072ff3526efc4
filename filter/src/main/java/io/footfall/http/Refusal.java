package io.footfall.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a request is not fulfilled, by the field at fault. Nothing was counted. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, List<String>> errors;
  private final transient @Nullable String allow;

  Refusal(int status, Map<String, List<String>> errors) {
    this(status, errors, null);
  }

  Refusal(int status, String field, String sentence) {
    this(status, Map.of(field, List.of(sentence)), null);
  }

  private Refusal(int status, Map<String, List<String>> errors, @Nullable String allow) {
    // No stack trace: what strangers send is no fault of the code.
    super(errors.toString(), null, false, false);
    this.status = status;
    this.errors = errors;
    this.allow = allow;
  }

  static Refusal methodNotAllowed(String method, String allow) {
    return new Refusal(
        405,
        Map.of(
            "method",
            List.of("must be one of " + allow + ", was \"" + Json.excerpt(method) + "\"")),
        allow);
  }

  int status() {
    return status;
  }

  Map<String, List<String>> errors() {
    return errors;
  }

  @Nullable String allow() {
    return allow;
  }
}
