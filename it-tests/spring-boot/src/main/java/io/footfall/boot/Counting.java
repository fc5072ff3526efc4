package io.footfall.boot;

import io.footfall.servlet.FootfallInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Starts Footfall before all filters: an embedded container looks for no initializers itself. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Counting implements ServletContextInitializer {
  @Override
  public void onStartup(ServletContext context) throws ServletException {
    new FootfallInitializer().onStartup(null, context);
  }
}
