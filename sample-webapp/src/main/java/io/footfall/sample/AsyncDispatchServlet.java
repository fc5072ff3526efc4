package io.footfall.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Dispatches the request to itself three times before it answers: one request, four dispatches. */
@WebServlet(urlPatterns = "/async-dispatch", asyncSupported = true)
public final class AsyncDispatchServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String DONE = AsyncDispatchServlet.class.getName() + ".done";
  private static final int DISPATCHES = 3;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int done = request.getAttribute(DONE) instanceof Integer i ? i : 0;
    if (done < DISPATCHES) {
      request.setAttribute(DONE, done + 1);
      request.startAsync().dispatch();
      return;
    }
    Line.write(response, "dispatched " + done + " times");
  }
}
