package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge judged: right outcomes pass, planted wrong ones do not. */
class OracleTest {

  private final Oracle oracle = new Oracle();

  /** So many requests with an answer, and so many without. */
  private void requests(int acknowledged, int indeterminate) {
    for (int i = 0; i < acknowledged; i++) {
      oracle.attempt();
      oracle.acknowledge();
    }
    for (int i = 0; i < indeterminate; i++) {
      oracle.attempt();
    }
  }

  @Test
  void everySubsetOfTheIndeterminate_isPossible() {
    requests(10, 3);
    for (long value = 10; value <= 13; value++) {
      assertThat(oracle.objection(Map.of("a", value, "b", value))).isEmpty();
    }
  }

  @Test
  void oneLostRequest_isSeen() {
    requests(10, 3);
    assertThat(oracle.objection(Map.of("a", 9L, "b", 9L))).contains("lacks 1 of 10");
  }

  @Test
  void oneRequestCountedTwice_isSeen() {
    requests(10, 3);
    assertThat(oracle.objection(Map.of("a", 14L, "b", 14L))).contains("1 more than the 13");
  }

  @Test
  void nodesThatDiffer_areSeen_evenWhenEachIsPossible() {
    requests(10, 3);
    assertThat(oracle.objection(Map.of("a", 11L, "b", 12L))).contains("do not agree");
  }

  @Test
  void noRead_isNoAgreement() {
    assertThat(oracle.objection(Map.of())).isNotEmpty();
  }

  @Test
  void settledRead_isTheBase_soThatALaterLossCannotHideBehindEarlierIndeterminates() {
    requests(10, 3);
    oracle.settle(Map.of("a", 13L, "b", 13L));
    assertThat(oracle.objection(Map.of("a", 13L))).isEmpty();
    requests(5, 0);
    assertThat(oracle.objection(Map.of("a", 18L))).isEmpty();
    assertThat(oracle.objection(Map.of("a", 17L))).contains("lacks 1");
    assertThat(oracle.objection(Map.of("a", 19L))).contains("1 more");
    assertThat(oracle.indeterminate()).isZero();
  }

  @Test
  void lossOfPower_mayTakeWhatNoJournalHeld_andNoMore() {
    requests(10, 3);
    oracle.powerLost(8);
    assertThat(oracle.objection(Map.of("a", 7L))).contains("lacks 1 of 8");
    assertThat(oracle.objection(Map.of("a", 8L))).isEmpty();
    assertThat(oracle.objection(Map.of("a", 14L))).contains("1 more than the 13");
    oracle.settle(Map.of("a", 9L));
    requests(5, 0);
    // What was settled was on the disks.
    oracle.powerLost(8);
    assertThat(oracle.objection(Map.of("a", 8L))).contains("lacks 1 of 9");
  }

  @Test
  void settle_refusesWhatIsImpossible() {
    requests(10, 3);
    assertThatThrownBy(() -> oracle.settle(Map.of("a", 9L, "b", 9L)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("lacks 1");
  }

  @Test
  void readThatFalls_isSeen_andOnlyWithinOneProcess() {
    requests(10, 0);
    Oracle.Reads a = oracle.process("a");
    a.read(5, 0);
    a.read(5, 0);
    a.read(7, 0);
    oracle.process("a again").read(3, 0);
    assertThatCode(oracle::check).doesNotThrowAnyException();
    a.read(6, 0);
    assertThatThrownBy(oracle::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("fell from 7 to 6");
  }

  @Test
  void aFallThatIsMadeUpForLater_isStillSeen() {
    requests(10, 0);
    Oracle.Reads a = oracle.process("a");
    a.read(7, 0);
    a.read(6, 0);
    a.read(8, 0);
    assertThatThrownBy(() -> oracle.settle(Map.of("a", 10L)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("fell");
  }

  @Test
  void readAboveWhatWasAttempted_isSeen() {
    requests(10, 2);
    Oracle.Reads a = oracle.process("a");
    a.read(12, 0);
    assertThatCode(oracle::check).doesNotThrowAnyException();
    a.read(13, 0);
    assertThatThrownBy(oracle::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("12 requests had been attempted");
  }

  @Test
  void processThatForgetsWhatItAcknowledged_isSeen() {
    requests(10, 0);
    Oracle.Reads a = oracle.process("a");
    a.read(6, 6);
    assertThatCode(oracle::check).doesNotThrowAnyException();
    a.read(6, 7);
    assertThatThrownBy(oracle::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("acknowledged 7 itself");
  }

  @Test
  void summary_tellsWhatWasJudged() {
    requests(10, 3);
    oracle.settle(Map.of("a", 12L));
    assertThat(oracle.summary())
        .isEqualTo("13 requests, 3 without an answer, of which 2 counted; all nodes tell 12");
  }

  @Test
  void slotsThatTellMoreOrLessThanTheCounter_areSeen() {
    String body =
        "{\"data\":{\"points\":[{\"value\":40,\"partial\":false},{\"value\":2,\"partial\":true}]}}";
    assertThat(Tiers.sum(body)).isEqualTo(42);
    assertThat(Tiers.compare("a", "10s", 42, 42)).isEmpty();
    assertThat(Tiers.compare("a", "10s", 41, 42)).contains("1 less");
    assertThat(Tiers.compare("a", "10s", 43, 42)).contains("1 more");
  }
}
