package io.footfall.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starts the counting of a web application whose class path has Footfall, and registers the filter
 * unless {@code web.xml} declares it.
 *
 * <p>Called by the container. An application whose {@code web.xml} has {@code <absolute-ordering>}
 * without naming Footfall is not offered to it, and declares the filter itself.
 */
public final class FootfallInitializer implements ServletContainerInitializer {

  private static final System.Logger LOG = System.getLogger("io.footfall.deployment");
  private static final String FILTER_NAME = "footfall";

  /** For the container. */
  public FootfallInitializer() {}

  /**
   * Starts the counting.
   *
   * @throws ServletException if the setting {@code strict} is true and there are problems with the
   *     settings; the message names them all
   */
  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context)
      throws ServletException {
    try {
      start(context);
    } catch (RuntimeException | LinkageError e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Footfall could not register its filter: declare io.footfall.servlet.FootfallFilter in web.xml",
          e);
    }
  }

  private static void start(ServletContext context) throws ServletException {
    FilterRegistration declared = declared(context);
    Deployment deployment =
        Deployment.in(context, declared == null ? Map.of() : declared.getInitParameters());
    try {
      context.addListener(new Closing(deployment));
      deployment.closesWithContext();
    } catch (RuntimeException e) {
      // The filter's own end will do.
      LOG.log(System.Logger.Level.DEBUG, "No listener could be added", e);
    }
    if (deployment.offersHttp()) {
      OwnServlet.register(context);
    }
    if (declared != null || deployment.recorder() == null) {
      return;
    }
    boolean registered = false;
    try {
      registered = register(context);
    } finally {
      if (!registered) {
        deployment.close();
      }
    }
  }

  private static @Nullable FilterRegistration declared(ServletContext context) {
    // By name: the container's own loader may have another copy of the class.
    String filter = FootfallFilter.class.getName();
    for (FilterRegistration registration : context.getFilterRegistrations().values()) {
      if (filter.equals(registration.getClassName())) {
        return registration;
      }
    }
    return null;
  }

  private static boolean register(ServletContext context) {
    FilterRegistration.Dynamic registration = context.addFilter(FILTER_NAME, FootfallFilter.class);
    if (registration == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Footfall counts nothing in {0}: a filter named \"footfall\" of another class is there already; rename it, or declare io.footfall.servlet.FootfallFilter in web.xml under another name",
          context.getContextPath());
      return false;
    }
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    return true;
  }

  /** Joins the cluster when the context is ready, and ends the counting with it. */
  private static final class Closing implements ServletContextListener {

    private final Deployment deployment;

    Closing(Deployment deployment) {
      this.deployment = deployment;
    }

    /** Comes after the application's own listeners, which were added before this one. */
    @Override
    public void contextInitialized(ServletContextEvent event) {
      deployment.join();
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      deployment.contextDestroyed();
    }
  }
}
