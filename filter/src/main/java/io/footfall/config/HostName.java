package io.footfall.config;

/** The rule by which a machine names a node that nobody named. */
final class HostName {

  private static final String UNKNOWN = "localhost";

  private HostName() {}

  /** The environment's HOSTNAME, else the machine's own name, else {@value #UNKNOWN}. */
  static String of(Sources sources) {
    String name = sources.environment().getOrDefault("HOSTNAME", "").strip();
    if (!isUsable(name)) {
      name = asked(sources).strip();
    }
    return isUsable(name) ? name : UNKNOWN;
  }

  private static boolean isUsable(String name) {
    return Grammar.isLabel(name, 100);
  }

  private static String asked(Sources sources) {
    try {
      String name = sources.hostName().get();
      return name == null ? UNKNOWN : name;
    } catch (RuntimeException noName) {
      // A display name is no reason to fail: a name server's trouble must not stop the counting.
      return UNKNOWN;
    }
  }
}
