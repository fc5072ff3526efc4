package io.footfall;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may import which; the table of rooms in the design has the reasons. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/footfall/infinispan/"))
          .importPackages("io.footfall");

  private static final Set<String> ROOMS =
      Set.of(
          "io.footfall",
          "io.footfall.config",
          "io.footfall.count",
          "io.footfall.journal",
          "io.footfall.cluster",
          "io.footfall.eventlog",
          "io.footfall.flow",
          "io.footfall.http",
          "io.footfall.inspect",
          "io.footfall.jmx",
          "io.footfall.metrics",
          "io.footfall.servlet");

  @Test
  void every_package_is_a_room_of_the_design() {
    Set<String> packages =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(packages).isEqualTo(new TreeSet<>(ROOMS));
  }

  @Test
  void each_room_imports_only_what_lies_below_it() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("api")
        .definedBy("io.footfall")
        .layer("config")
        .definedBy("io.footfall.config")
        .layer("count")
        .definedBy("io.footfall.count")
        .layer("journal")
        .definedBy("io.footfall.journal")
        .layer("cluster")
        .definedBy("io.footfall.cluster")
        .layer("eventlog")
        .definedBy("io.footfall.eventlog")
        .layer("flow")
        .definedBy("io.footfall.flow")
        .layer("http")
        .definedBy("io.footfall.http")
        .layer("jmx")
        .definedBy("io.footfall.jmx")
        .layer("metrics")
        .definedBy("io.footfall.metrics")
        .layer("inspect")
        .definedBy("io.footfall.inspect")
        .layer("servlet")
        .definedBy("io.footfall.servlet")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("config")
        .mayNotAccessAnyLayer()
        .whereLayer("count")
        .mayOnlyAccessLayers("api")
        .whereLayer("journal")
        .mayOnlyAccessLayers("api", "count")
        .whereLayer("cluster")
        .mayOnlyAccessLayers("api", "count")
        .whereLayer("eventlog")
        .mayOnlyAccessLayers("count")
        .whereLayer("flow")
        .mayOnlyAccessLayers("api", "count", "journal", "cluster", "eventlog")
        .whereLayer("http")
        .mayOnlyAccessLayers("api")
        .whereLayer("jmx")
        .mayOnlyAccessLayers("api")
        .whereLayer("metrics")
        .mayOnlyAccessLayers("api")
        .whereLayer("inspect")
        .mayOnlyAccessLayers("api", "count", "journal", "eventlog", "http")
        .whereLayer("inspect")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("servlet")
        .mayNotBeAccessedByAnyLayer()
        .check(CLASSES);
  }

  @Test
  void no_rooms_import_each_other_in_a_circle() {
    slices().matching("io.footfall.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void mapdb_has_one_user() {
    onlyIn("io.footfall.journal", "org.mapdb..");
  }

  @Test
  void infinispan_and_its_configuration_have_one_user() {
    onlyIn("io.footfall.cluster", "org.infinispan..", "org.jgroups..", "io.footfall.infinispan..");
  }

  @Test
  void micrometer_has_one_user_and_no_part_in_what_its_callers_see() {
    onlyIn("io.footfall.metrics", "io.micrometer..");
    noClasses()
        .that()
        .haveNameMatching(".*\\.metrics\\.(Telemetry|Source|Increments)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(CLASSES);
  }

  @Test
  void jdbc_has_one_user() {
    onlyIn("io.footfall.eventlog", "java.sql..", "javax.sql..", "org.postgresql..");
  }

  @Test
  void the_json_library_has_one_user() {
    onlyIn("io.footfall.http", "com.fasterxml..");
  }

  @Test
  void the_servlet_api_is_known_to_the_api_the_front_door_and_one_shell_only() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.footfall", "io.footfall.servlet")
        .and()
        .doNotHaveFullyQualifiedName("io.footfall.http.FootfallServlet")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.servlet..")
        .check(CLASSES);
  }

  private static void onlyIn(String room, String... libraries) {
    DescribedPredicate<JavaClass> elsewhere = DescribedPredicate.not(resideInAPackage(room));
    noClasses()
        .that(elsewhere)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(CLASSES);
  }
}
