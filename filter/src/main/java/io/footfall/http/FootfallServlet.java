package io.footfall.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API as a servlet, for a mapping that ends in {@code /*}.
 *
 * <p>Registered at {@code /footfall/*} when the setting {@code http} is {@code read} or {@code
 * write}; a {@code web.xml} may declare it instead, at any place. While the setting is {@code off},
 * it answers 404. Its requests are not counted.
 *
 * <p>Safe for any thread. Each request is answered on its own thread, which waits for nothing but
 * the body.
 */
public final class FootfallServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private static final System.Logger LOG = System.getLogger("io.footfall.http");

  private static final AtomicBoolean TOLD = new AtomicBoolean();

  /** For the container. */
  public FootfallServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(request, response, answer(request));
  }

  private Answer answer(HttpServletRequest request) {
    if (!(getServletContext().getAttribute(Api.ATTRIBUTE) instanceof Api api)) {
      return Answer.of(new Refusal(404, "request", "finds nothing: the HTTP API is off"));
    }
    try {
      return api.answer(question(request));
    } catch (RuntimeException e) {
      LOG.log(
          TOLD.compareAndSet(false, true) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
          "A request to the HTTP API failed; further failures are told at the level DEBUG",
          e);
      return Answer.of(new Refusal(500, "request", "could not be answered: the log says why"));
    }
  }

  private static ApiRequest question(HttpServletRequest request) {
    return new ApiRequest(
        request.getMethod(),
        textOf(request.getPathInfo()),
        request.getQueryString(),
        request.getContentType(),
        request.getHeader("Content-Encoding"),
        request.getContentLengthLong(),
        request::getInputStream,
        textOf(request.getServerName()),
        textOf(request.getRemoteAddr()),
        () -> isForwarded(request),
        request::isUserInRole);
  }

  private static boolean isForwarded(HttpServletRequest request) {
    Enumeration<String> headers = request.getHeaderNames();
    if (headers == null) {
      return true; // A container may hide them; then nobody can know.
    }
    while (headers.hasMoreElements()) {
      if (Access.isForwarding(headers.nextElement())) {
        return true;
      }
    }
    return false;
  }

  private static String textOf(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static void write(HttpServletRequest request, HttpServletResponse response, Answer answer)
      throws IOException {
    response.setStatus(answer.status());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (answer.allow() != null) {
      response.setHeader("Allow", answer.allow());
    }
    if (answer.status() == HttpServletResponse.SC_NO_CONTENT) {
      return;
    }
    response.setContentType("application/json;charset=UTF-8");
    // Half surrogate pairs, which UTF-8 cannot carry, become question marks.
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }
}
