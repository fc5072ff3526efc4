package io.footfall.it.onefile;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Shows the meters of the application's own Micrometer: a line for each, name and value. */
@WebServlet(urlPatterns = "/meters", loadOnStartup = 1)
public final class MetersServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Override
  public void init() {
    Metrics.addRegistry(registry);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    for (Meter meter : registry.getMeters()) {
      double value = meter.measure().iterator().next().getValue();
      response.getWriter().print(meter.getId().getName() + "=" + (long) value + "\n");
    }
  }
}
