package io.footfall.sample;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers from another thread, after its own dispatch has returned. */
@WebServlet(urlPatterns = "/async-complete", asyncSupported = true)
public final class AsyncCompleteServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    AsyncContext async = request.startAsync();
    async.start(
        () -> {
          try {
            Line.write(async.getResponse(), "completed on another thread");
          } catch (IOException e) {
            getServletContext().log("The client of /async-complete is gone", e);
          } finally {
            async.complete();
          }
        });
  }
}
