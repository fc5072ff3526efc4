package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
      health.failed("journal", "No room", new IllegalStateException("try " + i));
    }
    assertThat(health.troubles()).singleElement().asString().contains("No room", "try 5");
    health.ended("journal", "Room again");
    health.ended("journal", "Room again");
    assertThat(heard).containsExactly("+journal", "-journal: Room again (after 5 failures)");
    assertThat(health.failures()).isEqualTo(5);
    assertThat(health.troubles()).isEmpty();
  }

  @Test
  void listenerThatComesLate_hearsOfWhatLasts() {
    health.failed("commit", "Nobody answers", null);
    health.addListener(listener);
    health.removeListener(listener);
    health.ended("commit", "They answer");
    assertThat(heard).containsExactly("+commit");
  }

  @Test
  void momentaryFailure_isNoTrouble() {
    health.failedOnce("x", "Once", null);
    health.failedOnce("x", "Once", null);
    assertThat(health.failures()).isEqualTo(2);
    assertThat(health.lastFailure()).isEqualTo("Once");
    assertThat(health.troubles()).isEmpty();
  }
}
