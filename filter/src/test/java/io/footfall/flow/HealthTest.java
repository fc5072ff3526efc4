package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final Health health = new Health();
  private final List<String> heard = new ArrayList<>();

  private final Health.Listener listener =
      new Health.Listener() {
        @Override
        public void started(String trouble, String sentence) {
          heard.add("+" + trouble);
        }

        @Override
        public void ended(String trouble, String sentence) {
          heard.add("-" + trouble + ": " + sentence);
        }
      };

  @Test
  void trouble_isToldAtItsStartAndItsEnd_andCountedBetween() {
    health.addListener(listener);
    for (int i = 1; i <= 5; i++) {
      health.failed(Trouble.JOURNAL, "No room", new IllegalStateException("try " + i));
    }
    assertThat(health.troubles()).singleElement().asString().contains("No room", "try 5");
    health.ended(Trouble.JOURNAL, "Room again");
    health.ended(Trouble.JOURNAL, "Room again");
    assertThat(heard).containsExactly("+journal", "-journal: Room again (after 5 failures)");
    assertThat(health.failures()).isEqualTo(5);
    assertThat(health.failuresByKind()).containsEntry("journal", 5L).containsEntry("commit", 0L);
    assertThat(health.troubles()).isEmpty();
  }

  @Test
  void everyTrouble_isOneLineAtItsStart_oneAtItsEnd_andACounter() {
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getLogger("io.footfall.health");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      for (Trouble trouble : Trouble.values()) {
        lines.clear();
        health.failed(trouble, "Broken " + trouble, null);
        health.failed(trouble, "Broken still", null);
        assertThat(health.lasts(trouble)).isTrue();
        health.ended(trouble, "Whole");
        assertThat(lines)
            .containsExactly("WARNING Broken " + trouble, "INFO Whole (after 2 failures)");
        assertThat(health.failuresByKind()).containsEntry(trouble.word(), 2L);
      }
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    assertThat(health.failuresByKind().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(health.failures());
  }

  @Test
  void listenerThatComesLate_hearsOfWhatLasts() {
    health.failed(Trouble.COMMIT, "Nobody answers", null);
    health.addListener(listener);
    health.removeListener(listener);
    health.ended(Trouble.COMMIT, "They answer");
    assertThat(heard).containsExactly("+commit");
  }

  @Test
  void momentaryFailure_isNoTrouble() {
    health.failedOnce("x", "Once", null);
    health.failedOnce("x", "Once", null);
    assertThat(health.failures()).isEqualTo(2);
    assertThat(health.failuresByKind()).containsEntry("other", 2L);
    assertThat(health.lastFailure()).isEqualTo("Once");
    assertThat(health.troubles()).isEmpty();
  }
}
