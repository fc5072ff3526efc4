package io.footfall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsDocumentTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

  private static final String HEADER = "| setting | default | must be | meaning |";

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/settings.md"})
  void document_describesEachSettingAsTheLoaderObeysIt(String document) throws Exception {
    List<String> rows;
    try (Stream<String> lines = Files.lines(ROOT.resolve(document))) {
      // The meaning, which follows, is not the loader's business.
      rows =
          lines
              .dropWhile(line -> !line.equals(HEADER))
              .takeWhile(line -> line.startsWith("|"))
              .skip(2)
              .map(
                  line ->
                      Arrays.stream(line.split("\\|")).limit(4).collect(Collectors.joining("|")))
              .toList();
    }

    assertThat(rows).containsExactlyElementsOf(Setting.ALL.stream().map(this::row).toList());
  }

  private String row(Setting<?> setting) {
    String text = setting.defaultText();
    boolean isProse = text.contains(" ") || text.equals("empty");
    return "| `%s` | %s | %s "
        .formatted(setting.name(), isProse ? text : "`" + text + "`", setting.rule().mustBe());
  }

  @Test
  void everyDefaultThatIsAValue_obeysItsOwnRule() {
    for (Setting<?> setting : Setting.ALL) {
      if (!setting.defaultText().contains(" ") && !setting.defaultText().contains("<")) {
        String text = setting.defaultText().equals("empty") ? "" : setting.defaultText();
        Sources sources = new Given().sources();
        assertThat((Object) setting.parse(text, sources))
            .as(setting.name())
            .isEqualTo(setting.defaultValue().apply(sources));
      }
    }
  }
}
