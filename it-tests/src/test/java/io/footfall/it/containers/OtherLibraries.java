package io.footfall.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.it.other.LibrariesServlet;
import java.io.File;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Makes an application that has Footfall as one file, and beside it other versions of the libraries
 * that are in that file: Infinispan, JGroups, ProtoStream, JBoss Logging, Jackson, Kotlin, Guava.
 */
final class OtherLibraries {

  /** What they need and what comes in the same version: from the sample. */
  private static final Set<String> SAME =
      Set.of("caffeine", "rxjava", "reactive-streams", "jakarta.transaction-api", "wildfly-common");

  /**
   * How an application on WildFly keeps its own Jackson: with its REST subsystem, WildFly shows it
   * the server's first.
   */
  private static final String WILDFLY =
      """
      <jboss-deployment-structure xmlns="urn:jboss:deployment-structure:1.3">
        <deployment>
          <exclude-subsystems>
            <subsystem name="jaxrs"/>
          </exclude-subsystems>
        </deployment>
      </jboss-deployment-structure>
      """;

  private OtherLibraries() {}

  /**
   * Gives an application other libraries.
   *
   * @param application without Footfall
   * @param sample has Footfall's libraries one by one
   */
  static WebArchive in(WebArchive application, WebArchive sample) {
    sample
        .getContent(Filters.include("/WEB-INF/lib/.*\\.jar"))
        .forEach(
            (path, node) -> {
              String name = path.get().replaceAll(".*/|-\\d.*", "");
              if (SAME.contains(name)) {
                application.add(node.getAsset(), path);
              }
            });
    File[] others = new File("target/other-libraries").listFiles();
    assertThat(others).as("the libraries that Maven copies").hasSizeGreaterThan(10);
    application.addAsLibraries(others);
    application.addAsLibrary(new File(System.getProperty("one.file", "")));
    assertThat(
            application.getContent(Filters.include("/WEB-INF/lib/.*")).keySet().stream()
                .map(path -> path.get().replaceAll(".*/|-\\d.*", ""))
                .collect(Collectors.toSet()))
        .contains("footfall-filter-all", "infinispan-core")
        .doesNotContain("footfall-filter");
    // Or Payara would give it Jackson of its own, and GlassFish JBoss Logging.
    return Applications.withOwnLibrariesFirst(application)
        .addPackage(LibrariesServlet.class.getPackage())
        .addAsWebInfResource(new StringAsset(WILDFLY), "jboss-deployment-structure.xml");
  }
}
