package io.footfall.servlet;

import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import org.jspecify.annotations.Nullable;

/** The status that a container answers with when an exception reaches it. Safe for any thread. */
final class EscapedStatus {

  /** A bound on how deep causes are followed, since they may go in circles. */
  private static final int MAX_CAUSES = 16;

  private final boolean liberty;

  /**
   * The habits of a container.
   *
   * @param serverInfo what the servlet context calls the container
   */
  EscapedStatus(@Nullable String serverInfo) {
    this.liberty = Habits.isLiberty(serverInfo);
  }

  int of(Throwable escaped) {
    if (escaped instanceof UnavailableException unavailable) {
      return status(unavailable);
    }
    if (liberty) {
      // Its own servlet for files throws this for what is not there, and applications may too.
      Throwable cause = escaped;
      for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
        if (cause instanceof FileNotFoundException) {
          return HttpServletResponse.SC_NOT_FOUND;
        }
        if (cause instanceof UnavailableException unavailable) {
          return status(unavailable);
        }
      }
    }
    return HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
  }

  private static int status(UnavailableException unavailable) {
    return unavailable.isPermanent()
        ? HttpServletResponse.SC_NOT_FOUND
        : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
  }
}
