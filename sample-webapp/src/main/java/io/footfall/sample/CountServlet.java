package io.footfall.sample;

import io.footfall.Counters;
import io.footfall.Footfall;
import io.footfall.Reading;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Tells the cluster's count of requests as JSON: {@code {"requests":N,"members":M,"asOf":"…"}}. It
 * is excluded from counting, so that asking does not change the answer.
 */
@WebServlet("/count")
public final class CountServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Counters counters = Footfall.of(getServletContext());
    Reading requests = counters.read(Counters.REQUESTS);
    byte[] body =
        json(requests, counters.status().members(), Instant.now()).getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The moment is that of the oldest part of the number: this node's own part is always of now. */
  static String json(Reading requests, int members, Instant now) {
    return "{\"requests\":%d,\"members\":%d,\"asOf\":\"%s\"}"
        .formatted(
            requests.value(), members, now.minus(requests.age()).truncatedTo(ChronoUnit.MILLIS));
  }
}
