package io.footfall.http;

import java.io.InputStream;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A question to the API, free of servlets.
 *
 * @param method the method of HTTP, as sent
 * @param path the path below the API's own, decoded, with its slash; empty for none
 * @param query the query as sent, without its question mark; null for none
 * @param contentType the header {@code Content-Type}; null for none
 * @param contentEncoding the header {@code Content-Encoding}; null for none
 * @param contentLength the length of the body in bytes; negative if it was not told
 * @param body the body, which may block and may fail in any way
 * @param host the host that was asked, without its port
 * @param remoteAddress the address from which the request came
 * @param forwarded whether a proxy has left a header in it
 * @param role whether the caller has a role of the container
 */
record ApiRequest(
    String method,
    String path,
    @Nullable String query,
    @Nullable String contentType,
    @Nullable String contentEncoding,
    long contentLength,
    Body.Source body,
    String host,
    String remoteAddress,
    BooleanSupplier forwarded,
    Predicate<String> role) {

  /** Nothing to read. */
  static final Body.Source NO_BODY = InputStream::nullInputStream;
}
