package io.footfall.infinispan;

import java.lang.invoke.MethodHandles;
import java.security.CodeSource;
import org.infinispan.commons.util.Version;
import org.jboss.logging.Logger;

/**
 * Whether the Infinispan on the class path is one that this was written for, and finds the JBoss
 * Logging that it was written for. Needs no other class of theirs, so that it can be asked before
 * an older one fails in its own words.
 */
final class RequiredInfinispan {
  private static final int MAJOR = 16;
  private static final int MINOR = 1;

  private RequiredInfinispan() {}

  /**
   * Does nothing where the versions will do, or are not known.
   *
   * @throws LedgerStartException if one is too old; the message says what to change
   */
  static void check() {
    check(Version.getVersion());
    checkLogging(Logger.class);
  }

  /** A container may put a JBoss Logging of its own before that of the application. */
  static void checkLogging(Class<?> logger) {
    try {
      logger.getMethod("getMessageLogger", MethodHandles.Lookup.class, Class.class, String.class);
    } catch (NoSuchMethodException e) {
      CodeSource source = logger.getProtectionDomain().getCodeSource();
      throw new LedgerStartException(
          "the JBoss Logging that is found first, %s, is older than the 3.6 that Infinispan needs: let the application's own libraries come first (on GlassFish by <class-loader delegate=\"false\"/> in WEB-INF/glassfish-web.xml, as in docs/containers.md), or use footfall-filter-all, which has its own"
              .formatted(source == null ? "the container's" : source.getLocation()),
          e);
    }
  }

  static void check(String version) {
    String[] parts = version.split("[.-]", 3);
    if (parts.length < 2 || !parts[0].matches("\\d{1,4}") || !parts[1].matches("\\d{1,4}")) {
      return;
    }
    int major = Integer.parseInt(parts[0]);
    if (major < MAJOR || (major == MAJOR && Integer.parseInt(parts[1]) < MINOR)) {
      throw new LedgerStartException(
          "Infinispan %s is on the class path, and Footfall needs %d.%d or later: raise it (with Spring Boot's Maven parent by the property infinispan.version, as in docs/spring-boot.md), or use footfall-filter-all, which has its own"
              .formatted(version, MAJOR, MINOR),
          null);
    }
  }
}
