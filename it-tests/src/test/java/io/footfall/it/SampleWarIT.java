package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The WAR carries the filter in its library folder and the launcher at its root. */
@Tag("smoke")
class SampleWarIT {

  @Test
  void war_holdsTheFilterInItsLibraries_andTheLauncherAtItsRoot() throws IOException {
    try (JarFile war = new JarFile(Path.of(System.getProperty("sample.war", "")).toFile())) {
      assertThat(war.stream().map(entry -> entry.getName()))
          .contains("io/footfall/sample/Launcher.class", "org/eclipse/jetty/server/Server.class")
          .anyMatch(name -> name.matches("WEB-INF/lib/footfall-filter-.*\\.jar"))
          .noneMatch(name -> name.matches("WEB-INF/lib/(jetty-|jakarta.servlet-api).*\\.jar"));
    }
  }
}
