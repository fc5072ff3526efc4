package io.footfall.servlet;

import io.footfall.http.FootfallServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.List;

/**
 * The registration of the servlet with the HTTP API. What the application has declared comes first:
 * its own declaration of the servlet, and its own use of the place.
 */
final class OwnServlet {

  private static final System.Logger LOG = System.getLogger("io.footfall.deployment");
  private static final String NAME = "footfall";
  private static final String PLACE = "/footfall/*";

  private OwnServlet() {}

  /** The names under which the servlet is registered. */
  static List<String> names(ServletContext context) {
    // By name: the container's own loader may have another copy of the class.
    String servlet = FootfallServlet.class.getName();
    return context.getServletRegistrations().values().stream()
        .filter(registration -> servlet.equals(registration.getClassName()))
        .map(ServletRegistration::getName)
        .toList();
  }

  /** Registers the servlet, unless it is declared or its place is taken. */
  static void register(ServletContext context) {
    if (!names(context).isEmpty()) {
      return;
    }
    for (ServletRegistration registration : context.getServletRegistrations().values()) {
      if (registration.getMappings().contains(PLACE)) {
        tell(context, "the servlet \"" + registration.getName() + "\" has " + PLACE + " already");
        return;
      }
    }
    ServletRegistration.Dynamic added = context.addServlet(NAME, FootfallServlet.class);
    if (added == null) {
      tell(context, "a servlet named \"" + NAME + "\" of another class is there already");
      return;
    }
    added.setAsyncSupported(true);
    if (!added.addMapping(PLACE).isEmpty()) {
      tell(context, "another servlet has " + PLACE + " already");
    }
  }

  private static void tell(ServletContext context, String reason) {
    LOG.log(
        System.Logger.Level.WARNING,
        "Footfall's HTTP API is not offered in the context \""
            + context.getContextPath()
            + "\": "
            + reason
            + "; declare io.footfall.http.FootfallServlet in web.xml at another place, or set footfall.http=off");
  }
}
