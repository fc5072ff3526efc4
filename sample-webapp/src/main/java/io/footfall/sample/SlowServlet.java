package io.footfall.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Holds the request for {@code ms} milliseconds, 1000 by default. */
@WebServlet("/slow")
public final class SlowServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final int DEFAULT_MILLIS = 1_000;
  private static final int MAX_MILLIS = 10_000;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int millis = millis(request.getParameter("ms"));
    if (millis < 0) {
      response.sendError(
          HttpServletResponse.SC_BAD_REQUEST,
          "ms must be a whole number from 0 to " + MAX_MILLIS + ", as in /slow?ms=500");
      return;
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The server is stopping");
      return;
    }
    Line.write(response, "held for " + millis + " ms");
  }

  /** The number that the text says, or -1 if it is none from 0 to the bound. */
  static int millis(@Nullable String text) {
    if (text == null) {
      return DEFAULT_MILLIS;
    }
    try {
      int millis = Integer.parseInt(text);
      return millis <= MAX_MILLIS ? Math.max(millis, -1) : -1;
    } catch (NumberFormatException e) {
      return -1; // the caller tells what is expected
    }
  }
}
