package io.footfall.infinispan;

import org.infinispan.commons.util.Version;

/**
 * Whether the Infinispan on the class path is one that this was written for. Needs no other class
 * of Infinispan's, so that it can be asked before an older one fails in its own words.
 */
final class RequiredInfinispan {
  private static final int MAJOR = 16;
  private static final int MINOR = 1;

  private RequiredInfinispan() {}

  /**
   * Does nothing where the version will do, or is not known.
   *
   * @throws LedgerStartException if it is too old; the message says what to change
   */
  static void check() {
    check(Version.getVersion());
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
