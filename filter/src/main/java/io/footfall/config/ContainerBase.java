package io.footfall.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directory that a servlet container keeps for one server. Stateless; safe for any thread. */
public final class ContainerBase {

  /** What Jetty, Tomcat, WildFly, Open Liberty, and GlassFish and Payara call it. */
  static final List<String> PROPERTIES =
      List.of(
          "jetty.base",
          "catalina.base",
          "jboss.server.data.dir",
          "wlp.server.dir",
          "server.output.dir",
          "com.sun.aas.instanceRoot");

  private ContainerBase() {}

  /**
   * The base, absolute: of the containers' properties the first that holds a path, else the
   * directory in which the process was started.
   *
   * <p>A path below the directory for temporary files is passed over. Embedded containers make a
   * new one there at each start, as Spring Boot's Tomcat does, and counts must outlive the process.
   *
   * @param systemProperties the process's system properties
   */
  public static Path of(Map<String, String> systemProperties) {
    Path temporary = path(systemProperties.getOrDefault("java.io.tmpdir", ""));
    for (String property : PROPERTIES) {
      Path base = path(systemProperties.getOrDefault(property, ""));
      if (base != null && !(temporary != null && isBelow(base, temporary))) {
        return base;
      }
    }
    return Path.of("").toAbsolutePath().normalize();
  }

  /** Under either of its names: a container may have followed a symbolic link where we did not. */
  private static boolean isBelow(Path base, Path temporary) {
    if (base.startsWith(temporary)) {
      return true;
    }
    try {
      return base.startsWith(temporary.toRealPath());
    } catch (IOException none) {
      return false;
    }
  }

  private static @Nullable Path path(String text) {
    try {
      return text.isBlank() ? null : Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException notOne) {
      // No container works in such a directory, so the property is something else's.
      return null;
    }
  }
}
