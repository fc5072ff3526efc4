package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/guarantees.md to the tests that are there: a proof that is gone is seen here. */
class GuaranteesDocumentTest {

  private static final Path ROOT = Path.of("..");
  private static final Path DOCUMENT = Path.of("../docs/guarantees.md");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract))(?:\\.(\\w+))?`");

  @Test
  void everyLink_leadsToAFile_andToTheMethodThatItNames() throws IOException {
    List<MatchResult> links = LINK.matcher(Files.readString(DOCUMENT)).results().toList();

    assertThat(links).hasSizeGreaterThan(15);
    for (MatchResult link : links) {
      if (link.group(1).startsWith("http")) {
        continue;
      }
      Path file = ROOT.resolve("docs").resolve(link.group(1)).normalize();
      assertThat(file).as(link.group()).isRegularFile();
      String method = link.group(2);
      if (method != null && file.toString().endsWith(".java")) {
        assertThat(Files.readString(file)).as(link.group()).contains(" " + method + "(");
      }
    }
  }

  @Test
  void everyTestNamedBesides_isThere() throws IOException {
    Map<String, Path> tests = tests();
    Matcher named = NAMED.matcher(Files.readString(DOCUMENT));
    while (named.find()) {
      Path file = tests.get(named.group(1));
      assertThat(file).as(named.group()).isNotNull();
      String method = named.group(2);
      if (method != null && file != null) {
        assertThat(Files.readString(file)).as(named.group()).contains(" " + method + "(");
      }
    }
  }

  private static Map<String, Path> tests() throws IOException {
    Map<String, Path> tests = new HashMap<>();
    for (String module : List.of("filter", "infinispan-config", "it-tests", "sample-webapp")) {
      Path sources = ROOT.resolve(module).resolve("src/test/java");
      try (Stream<Path> paths = Files.walk(sources)) {
        for (Path path : paths.filter(each -> each.toString().endsWith(".java")).toList()) {
          String name = String.valueOf(path.getFileName());
          tests.put(name.substring(0, name.length() - ".java".length()), path);
        }
      }
    }
    return tests;
  }
}
