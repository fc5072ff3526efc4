package io.footfall.metrics;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * The class loader of a web application: has Footfall of its own, and from its parent only what
 * begins with one of some prefixes.
 */
final class Isolated extends URLClassLoader {

  private Isolated(URL[] own, List<String> shared) {
    super(own, new Parent(shared));
  }

  static Isolated sharing(String... prefixes) {
    return new Isolated(
        new URL[] {
          Telemetry.class.getProtectionDomain().getCodeSource().getLocation(),
          Isolated.class.getProtectionDomain().getCodeSource().getLocation()
        },
        List.of(prefixes));
  }

  /** The container's. */
  private static final class Parent extends ClassLoader {
    private final List<String> shared;

    Parent(List<String> shared) {
      super(ClassLoader.getPlatformClassLoader());
      this.shared = shared;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (shared.stream().anyMatch(name::startsWith)) {
        return Isolated.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
