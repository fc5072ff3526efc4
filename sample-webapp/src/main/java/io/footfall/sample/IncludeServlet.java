package io.footfall.sample;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Includes {@link HelloServlet} twice: one request, three dispatches. */
@WebServlet("/include")
public final class IncludeServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Line.write(response, "twice:");
    RequestDispatcher hello = request.getRequestDispatcher("/hello");
    hello.include(request, response);
    hello.include(request, response);
  }
}
