package io.footfall.it.other;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Uses libraries of the application's own and tells their versions, a line for each. By reflection,
 * because they are other versions than those that the tests are compiled with.
 */
@WebServlet(urlPatterns = "/libraries")
public final class LibrariesServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    response.setContentType("text/plain;charset=UTF-8");
    PrintWriter out = response.getWriter();
    try {
      out.println("guava " + guava());
      out.println("kotlin " + type("kotlin.KotlinVersion").getField("CURRENT").get(null));
      out.println("jackson " + jackson());
      out.println("jboss-logging " + jbossLogging());
      out.println("jgroups " + call(type("org.jgroups.Version"), "printDescription"));
      out.println("infinispan " + infinispan());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new ServletException(e);
    }
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, true, LibrariesServlet.class.getClassLoader());
  }

  private static Object call(Class<?> type, String method) throws ReflectiveOperationException {
    return type.getMethod(method).invoke(null);
  }

  private static Object guava() throws ReflectiveOperationException {
    return type("com.google.common.base.Strings")
        .getMethod("repeat", String.class, int.class)
        .invoke(null, "x", 3);
  }

  private static Object jackson() throws ReflectiveOperationException {
    Object factory = type("com.fasterxml.jackson.core.JsonFactory").getConstructor().newInstance();
    return factory.getClass().getMethod("version").invoke(factory);
  }

  private static Object jbossLogging() throws ReflectiveOperationException {
    Object logger =
        type("org.jboss.logging.Logger")
            .getMethod("getLogger", String.class)
            .invoke(null, "other.libraries");
    return logger.getClass().getMethod("getName").invoke(logger);
  }

  /**
   * A value put into a cache of the application's own Infinispan and got from it, and its version.
   */
  private static String infinispan() throws ReflectiveOperationException {
    Class<?> configuration = type("org.infinispan.configuration.cache.ConfigurationBuilder");
    Class<?> managerType = type("org.infinispan.manager.DefaultCacheManager");
    Object manager = managerType.getConstructor().newInstance();
    try {
      Object defined =
          configuration.getMethod("build").invoke(configuration.getConstructor().newInstance());
      managerType
          .getMethod("defineConfiguration", String.class, defined.getClass())
          .invoke(manager, "own", defined);
      Object cache = managerType.getMethod("getCache", String.class).invoke(manager, "own");
      Class<?> map = type("org.infinispan.Cache");
      map.getMethod("put", Object.class, Object.class).invoke(cache, "k", "v");
      Object value = map.getMethod("get", Object.class).invoke(cache, "k");
      return value + " " + call(type("org.infinispan.commons.util.Version"), "getVersion");
    } finally {
      managerType.getMethod("close").invoke(manager);
    }
  }
}
