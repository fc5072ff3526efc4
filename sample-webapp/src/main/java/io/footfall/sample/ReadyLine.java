package io.footfall.sample;

import io.footfall.Footfall;
import io.footfall.Status;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.function.Supplier;

/**
 * Leaves this node's part of the launcher's ready line in an attribute of the servlet context. It
 * is a type of the JDK's: the launcher has another class loader and cannot see Footfall.
 */
@WebListener
public final class ReadyLine implements ServletContextListener {

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Supplier<String> line = () -> describe(Footfall.of(event.getServletContext()).status());
    event.getServletContext().setAttribute(Launcher.STATUS_ATTRIBUTE, line);
  }

  static String describe(Status status) {
    return "node=%s data=%s members=%d"
        .formatted(word(status.node()), word(status.directory()), status.members());
  }

  /** What there is, on one line. */
  private static String word(String text) {
    return text.isEmpty() ? "-" : text.replaceAll("\\p{Cntrl}", "?");
  }
}
