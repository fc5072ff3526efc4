package io.footfall.it.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One path for each way in which a request could be counted twice, or not at all. */
@WebServlet(
    name = "cases",
    asyncSupported = true,
    urlPatterns = {
      "/plain",
      "/forward",
      "/include",
      "/async-complete",
      "/async-gone",
      "/async-dispatch",
      "/nested-async",
      "/async-timeout",
      "/send-error",
      "/exception",
      "/error"
    })
public final class CasesServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private static final String ROUNDS = "rounds";
  private static final long TIMEOUT_MILLIS = 200;
  private static final long LONG_MILLIS = 30_000;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    // What is included sees the path of what includes it.
    boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
    switch (included ? "/plain" : request.getServletPath()) {
      case "/forward" -> request.getRequestDispatcher("/plain").forward(request, response);
      case "/include" -> {
        request.getRequestDispatcher("/plain").include(request, response);
        request.getRequestDispatcher("/plain").include(request, response);
      }
      case "/async-complete" -> {
        AsyncContext async = start(request, LONG_MILLIS);
        async.start(
            () -> {
              say(response);
              async.complete();
            });
      }
      case "/async-gone" -> {
        // Nothing is written, so the container has the status in its hands until the end.
        AsyncContext async = start(request, LONG_MILLIS);
        async.start(
            () -> {
              response.setStatus(HttpServletResponse.SC_GONE);
              async.complete();
            });
      }
      case "/async-dispatch" -> again(request, response, 3);
      case "/nested-async" -> nested(request, response);
      case "/async-timeout" -> {
        if (request.getDispatcherType() == DispatcherType.REQUEST) {
          start(request, TIMEOUT_MILLIS);
        }
      }
      case "/send-error" -> response.sendError(HttpServletResponse.SC_CONFLICT);
      case "/exception" -> throw new ServletException("thrown on purpose");
      default -> say(response);
    }
  }

  private static AsyncContext start(HttpServletRequest request, long timeoutMillis) {
    AsyncContext async = request.startAsync();
    async.setTimeout(timeoutMillis);
    return async;
  }

  private static void again(HttpServletRequest request, HttpServletResponse response, int rounds) {
    int round = request.getAttribute(ROUNDS) instanceof Integer done ? done : 0;
    if (round == rounds) {
      say(response);
      return;
    }
    request.setAttribute(ROUNDS, round + 1);
    start(request, LONG_MILLIS).dispatch();
  }

  /** Starts an asynchronous exchange again from within the dispatch of another one. */
  private static void nested(HttpServletRequest request, HttpServletResponse response) {
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      start(request, LONG_MILLIS).dispatch();
      return;
    }
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(TIMEOUT_MILLIS);
    async.addListener(new CompletingListener());
  }

  private static void say(HttpServletResponse response) {
    response.setContentType("text/plain;charset=UTF-8");
    try {
      response.getWriter().print("said");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends an exchange in good order when its time is over. */
  private static final class CompletingListener implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onTimeout(AsyncEvent event) {
      event.getAsyncContext().complete();
    }

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
