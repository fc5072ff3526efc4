package io.footfall.sample;

import io.footfall.Footfall;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A counter of the application's own: a button on the page likes one of the pages, without a script
 * and without a database.
 */
@WebServlet("/like")
public final class LikeServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** What the names of these counters begin with. */
  static final String PREFIX = "like:";

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String page = request.getParameter("page");
    // Only pages that are there, or strangers could make any number of counters.
    if (page == null || !Html.isPage(page)) {
      response.sendError(
          HttpServletResponse.SC_BAD_REQUEST, "page must be one of this application");
      return;
    }
    Footfall.of(getServletContext()).counter(PREFIX + page).increment();
    // The browser then gets the page, so that loading it again does not like it again.
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", request.getContextPath() + "/#likes");
  }
}
