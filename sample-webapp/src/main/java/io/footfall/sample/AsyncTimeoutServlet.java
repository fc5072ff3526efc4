package io.footfall.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Starts an asynchronous answer and never gives it: the container ends it with an error. */
@WebServlet(urlPatterns = "/async-timeout", asyncSupported = true)
public final class AsyncTimeoutServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final long TIMEOUT_MILLIS = 200;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    request.startAsync().setTimeout(TIMEOUT_MILLIS);
  }
}
