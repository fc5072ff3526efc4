package io.footfall.it.app;

import jakarta.servlet.UnavailableException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** A servlet that says that it cannot serve now. */
@WebServlet(name = "unavailable", urlPatterns = "/unavailable")
public class UnavailableServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private static final int SECONDS = 1;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws UnavailableException {
    throw new UnavailableException("thrown on purpose", SECONDS);
  }

  /** One that says that it never will. */
  @WebServlet(name = "unavailable-for-good", urlPatterns = "/unavailable-for-good")
  public static final class ForGood extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws UnavailableException {
      throw new UnavailableException("thrown on purpose");
    }
  }
}
