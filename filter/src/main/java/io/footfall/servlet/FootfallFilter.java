package io.footfall.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts every HTTP request of a web application once, whatever dispatches it goes through.
 *
 * <p>Registered by {@link FootfallInitializer} without configuration, or declared in {@code
 * web.xml}: there it must be the first filter, for {@code /*} and all five dispatcher types, with
 * {@code <async-supported>true</async-supported>}. Its init parameters are Footfall's settings.
 *
 * <p>Safe for any thread. It changes neither request nor response but for one request attribute,
 * and nothing that fails in it reaches the request.
 */
public final class FootfallFilter implements Filter {

  private volatile @Nullable Deployment deployment;
  private volatile @Nullable Recorder recorder;

  /** Makes a filter that passes requests on uncounted until it is initialised. */
  public FootfallFilter() {}

  /** A filter that is initialised already. */
  FootfallFilter(Recorder recorder) {
    this.recorder = recorder;
  }

  /**
   * Finds the counting of its web application, or starts it where no initializer did.
   *
   * @throws ServletException if the setting {@code strict} is true and there are problems with the
   *     settings; the message names them all
   */
  @Override
  public void init(FilterConfig config) throws ServletException {
    Map<String, String> parameters = new HashMap<>();
    for (String name : Collections.list(config.getInitParameterNames())) {
      parameters.put(name, config.getInitParameter(name));
    }
    Deployment found = Deployment.in(config.getServletContext(), parameters);
    deployment = found;
    found.join();
    found.bindMetrics();
    found.leaveOutOwnServlets();
    recorder = found.recorder();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Recorder counting = recorder;
    if (counting != null
        && request instanceof HttpServletRequest httpRequest
        && response instanceof HttpServletResponse httpResponse
        && counting.arrived(httpRequest)) {
      Throwable escaped = null;
      try {
        chain.doFilter(request, response);
      } catch (Throwable e) {
        escaped = e;
        throw e;
      } finally {
        counting.left(httpRequest, httpResponse, escaped);
      }
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Ends the counting, unless that is done when the context is destroyed. */
  @Override
  public void destroy() {
    Deployment found = deployment;
    if (found != null) {
      found.filterDestroyed();
    }
  }
}
