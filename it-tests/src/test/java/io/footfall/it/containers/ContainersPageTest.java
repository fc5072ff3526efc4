package io.footfall.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whether docs/containers.md tells of the containers, versions and cases that there are. */
class ContainersPageTest {

  private static final Path PAGE = Path.of("..", "docs", "containers.md");
  private static final Path SOURCES = Path.of("src/test/java/io/footfall/it/containers");

  /** The property with a container's version, where it is not the container's name. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "jetty-12.1-ee10", "jetty-home",
          "jetty-12.1-ee11", "jetty-home",
          "wildfly-39", "wildfly",
          "payara-micro-6", "payara-micro",
          "glassfish-7", "glassfish");

  private static final Pattern CONTRACT =
      Pattern.compile("(?m)^class \\w+ extends ContainerContract \\{");

  /** A row: what people call it, its version, its test. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| [^|]+ \\| ([^| ]+) \\| `(\\w+)` \\|.*$");

  @Test
  void the_table_has_each_container_with_its_version() throws Exception {
    Map<String, String> told = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      told.put(row.group(2), row.group(1));
    }
    Map<String, String> versions = versions();
    Map<String, String> there = new TreeMap<>();
    for (String test : contracts()) {
      String container =
          Class.forName(getClass().getPackageName() + "." + test)
              .getAnnotation(RunsOn.class)
              .value();
      there.put(test, versions.get(PROPERTIES.getOrDefault(container, container)));
    }

    assertThat(told).isEqualTo(there);
  }

  @Test
  void the_page_tells_the_number_of_the_cases() throws Exception {
    long cases =
        Arrays.stream(ContainerContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .count();

    assertThat(Files.readString(PAGE)).contains("the same " + cases + " cases");
  }

  private static Set<String> contracts() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .filter(ContainersPageTest::isContract)
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean isContract(Path file) {
    try {
      return CONTRACT.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> versions() throws IOException {
    Matcher property =
        Pattern.compile("<([\\w.-]+)\\.version>([^<]+)</")
            .matcher(Files.readString(Path.of("..", "pom.xml")));
    Map<String, String> versions = new HashMap<>();
    while (property.find()) {
      versions.put(property.group(1), property.group(2));
    }
    return versions;
  }
}
