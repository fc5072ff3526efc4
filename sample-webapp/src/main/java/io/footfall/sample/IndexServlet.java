package io.footfall.sample;

import io.footfall.Counters;
import io.footfall.Footfall;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The page at the root: what this node and the cluster have counted, and a link to each case. */
@WebServlet("")
public final class IndexServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Counters counters = Footfall.of(getServletContext());
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response
        .getWriter()
        .write(
            Html.index(
                counters.read(Counters.REQUESTS),
                counters.readAll(LikeServlet.PREFIX),
                counters.nodes(),
                counters.status()));
  }
}
