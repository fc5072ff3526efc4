package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/operations.md to the troubles of the code. */
class OperationsDocumentTest {

  private static final Path DOCUMENT = Path.of("../docs/operations.md");
  private static final Path SOURCES = Path.of("src/main/java/io/footfall");

  private static String troubles() throws IOException {
    String document = Files.readString(DOCUMENT);
    int from = document.indexOf("## Troubles");
    return document.substring(from, document.indexOf("These are told once", from));
  }

  /** A row of the table: name, how its line begins, meaning, what to do. */
  private static List<List<String>> rows() throws IOException {
    return Pattern.compile(
            "^\\| `([a-z-]+)` \\| `([^`]+)` \\| (.+) \\| (.+) \\|$", Pattern.MULTILINE)
        .matcher(troubles())
        .results()
        .map(row -> List.of(row.group(1), row.group(2), row.group(3), row.group(4)))
        .toList();
  }

  @Test
  void everyTrouble_hasARow_andEveryRowIsATrouble() throws IOException {
    List<String> words = new ArrayList<>();
    for (Trouble trouble : Trouble.values()) {
      words.add(trouble.word());
    }

    assertThat(rows().stream().map(row -> row.get(0)).distinct())
        .containsExactlyInAnyOrderElementsOf(words);
  }

  @Test
  void lineOfEveryRow_isWhatTheCodeSays() throws IOException {
    List<String> sentences = new ArrayList<>();
    try (var files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Pattern.compile("\"([A-Z][^\"]{10,})\"")
            .matcher(Files.readString(file))
            .results()
            .map((MatchResult found) -> found.group(1))
            .forEach(sentences::add);
      }
    }
    for (List<String> row : rows()) {
      String line = row.get(1);
      int gap = line.indexOf('…');
      String beginning = gap < 0 ? line : line.substring(0, gap).stripTrailing();
      assertThat(sentences).as(row.get(0)).anyMatch(sentence -> sentence.startsWith(beginning));
    }
  }
}
