package io.footfall.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request within bounds of size and time, as text.
 *
 * <p>The time is looked at whenever bytes have come; a body of which nothing comes at all is ended
 * by the container's own idle timeout.
 */
final class Body {

  /** The most bytes of a body that is one object, 8 KiB. */
  static final int MAX_OBJECT = 8 * 1024;

  /** The most bytes of a body that is an array, 512 KiB: a thousand of the longest names fit. */
  static final int MAX_ARRAY = 512 * 1024;

  /** What is read on of a body that is too large, so that its sender sees the answer. */
  private static final int MAX_DRAINED = 2 * 1024 * 1024;

  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  private static final String JSON = "application/json";

  private static final Pattern UTF_8 = Pattern.compile("utf-?8|\"utf-?8\"");

  private final LongSupplier nanoTime;
  private final long deadline;

  private Body(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.deadline = nanoTime.getAsLong() + MAX_TIME.toNanos();
  }

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * The whole body.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @throws Refusal if the body is not JSON in UTF-8 by its header (415) or by its bytes (400), too
   *     large (413), too slow (408) or ends early (400)
   */
  static String read(ApiRequest request, LongSupplier nanoTime) throws Refusal {
    requireJson(request.contentType());
    requirePlain(request.contentEncoding());
    return new Body(nanoTime).read(request);
  }

  private String read(ApiRequest request) throws Refusal {
    byte[] bytes;
    try {
      InputStream in = request.body().open();
      if (request.contentLength() > MAX_ARRAY) {
        drain(in, request.contentLength());
        throw tooLarge(MAX_ARRAY, "");
      }
      bytes = read(in, request.contentLength());
    } catch (IOException | RuntimeException e) {
      // Containers tell of clients that go away, stall or send broken chunks in many ways.
      throw new Refusal(400, "body", "must arrive in full: it ended early or stalled");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(400, "body", "must be valid UTF-8");
    }
  }

  private byte[] read(InputStream in, long contentLength) throws IOException, Refusal {
    byte[] bytes = new byte[1024];
    int length = 0;
    while (true) {
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        return Arrays.copyOf(bytes, length);
      }
      requireTime();
      length += read;
      boolean isArray = isArray(bytes, length);
      int max = isArray ? MAX_ARRAY : MAX_OBJECT;
      if (length > max) {
        drain(in, contentLength - length);
        throw tooLarge(max, isArray ? " when it is an array" : " when it is no array");
      }
      if (length == bytes.length) {
        // One byte more than the bound, so that a body that reaches it is told from a longer one.
        bytes = Arrays.copyOf(bytes, Math.min(2 * length, MAX_ARRAY + 1));
      }
    }
  }

  private void requireTime() throws Refusal {
    if (nanoTime.getAsLong() - deadline > 0) {
      throw new Refusal(408, "body", "must arrive within " + MAX_TIME.toSeconds() + " seconds");
    }
  }

  private static boolean isArray(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
        return bytes[i] == '[';
      }
    }
    return false;
  }

  /** Reads on without keeping anything, where it is not for long. */
  private void drain(InputStream in, long expected) throws IOException, Refusal {
    if (expected > MAX_DRAINED) {
      return;
    }
    byte[] dropped = new byte[8 * 1024];
    int total = 0;
    for (int read = 0; read >= 0 && total <= MAX_DRAINED; read = in.read(dropped)) {
      total += read;
      requireTime();
    }
  }

  private static Refusal tooLarge(int max, String when) {
    return new Refusal(413, "body", "must have at most " + max + " bytes" + when);
  }

  private static void requirePlain(@Nullable String contentEncoding) throws Refusal {
    if (contentEncoding != null && !contentEncoding.strip().equalsIgnoreCase("identity")) {
      throw new Refusal(
          415,
          "Content-Encoding",
          "must be missing: bodies are not compressed, was \""
              + Json.excerpt(contentEncoding)
              + "\"");
    }
  }

  private static void requireJson(@Nullable String contentType) throws Refusal {
    if (JSON.equals(contentType)) {
      return;
    }
    String[] parts =
        (contentType == null ? "" : contentType).toLowerCase(Locale.ROOT).split(";", -1);
    boolean sound = parts.length > 0 && parts[0].strip().equals(JSON);
    for (int i = 1; sound && i < parts.length; i++) {
      String[] parameter = parts[i].split("=", 2);
      boolean isUtf8 = parameter.length == 2 && UTF_8.matcher(parameter[1].strip()).matches();
      sound = isUtf8 || !parameter[0].strip().equals("charset");
    }
    if (!sound) {
      throw new Refusal(
          415,
          "Content-Type",
          contentType == null
              ? "must be application/json in UTF-8, was missing"
              : "must be application/json in UTF-8, was \"" + Json.excerpt(contentType) + "\"");
    }
  }
}
