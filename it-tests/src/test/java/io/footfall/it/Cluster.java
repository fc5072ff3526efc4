package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** What two nodes have to agree about. */
final class Cluster {

  private static final Duration JOIN = Duration.ofSeconds(60);
  private static final Duration AGREE = Duration.ofSeconds(30);

  private Cluster() {}

  /** Waits until both see each other and tell the same number, and returns it. */
  static long awaitJoined(Counts a, Counts b) throws Exception {
    await()
        .atMost(JOIN)
        .untilAsserted(
            () -> {
              assertThat(a.members()).isEqualTo(2);
              assertThat(b.members()).isEqualTo(2);
            });
    return awaitAgreement(a, b);
  }

  /** Waits until both tell the same number and have nothing to tell each other any more. */
  static long awaitAgreement(Counts a, Counts b) throws Exception {
    await()
        .atMost(AGREE)
        .untilAsserted(
            () -> {
              assertThat(a.pending()).isZero();
              assertThat(b.pending()).isZero();
              assertThat(a.total()).isEqualTo(b.total());
            });
    return a.total();
  }

  /** Waits until both tell this number. */
  static void awaitTotal(long total, Counts a, Counts b) {
    await()
        .atMost(AGREE)
        .untilAsserted(
            () -> {
              assertThat(a.total()).as("the first node's total").isEqualTo(total);
              assertThat(b.total()).as("the second node's total").isEqualTo(total);
            });
  }
}
