package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private static final Identity A = new Identity(1, 1);

  private static LogRow row(String counter, long slot) {
    return new LogRow(A, counter, slot, 10, slot, 0);
  }

  @Test
  void pastTheBound_theOldestGo_butNotTheNewestOfACounter() {
    Backlog backlog = new Backlog(3);
    LogRow idle = row("idle", 1);
    backlog.add(List.of(idle, row("busy", 1), row("busy", 2), row("busy", 3)));
    assertThat(backlog.skipped()).isZero();
    backlog.add(List.of(row("busy", 4), row("busy", 5)));

    assertThat(backlog.all()).containsExactly(idle, row("busy", 3), row("busy", 4), row("busy", 5));
    assertThat(backlog.skipped()).isEqualTo(2);
    assertThat(backlog.first()).isSameAs(idle);
    backlog.add(List.of(row("idle", 6)));
    assertThat(backlog.all()).containsExactly(row("busy", 4), row("busy", 5), row("idle", 6));
  }

  @Test
  void memory_isBoundedByTheBoundAndTheNumberOfCounters() {
    Backlog backlog = new Backlog(100);
    for (int slot = 0; slot < 1_000; slot++) {
      for (int counter = 0; counter < 20; counter++) {
        backlog.add(List.of(row("c" + counter, slot)));
      }
    }
    assertThat(backlog.size()).isLessThanOrEqualTo(120);
    assertThat(backlog.skipped()).isEqualTo(19_900);
    assertThat(backlog.all()).contains(row("c0", 999), row("c19", 999));
  }

  @Test
  void confirmed_forgetsWhatWasGiven_alsoWhenTheBoundWasReachedMeanwhile() {
    Backlog backlog = new Backlog(3);
    backlog.add(List.of(row("a", 1), row("b", 1), row("b", 2)));
    List<LogRow> batch = backlog.oldest(3);
    backlog.add(List.of(row("b", 3), row("c", 3)));
    backlog.confirmed(batch);

    assertThat(backlog.all()).containsExactly(row("b", 3), row("c", 3));
    assertThat(backlog.skipped()).isEqualTo(1);
  }

  @Test
  void equalRows_areToldApart() {
    Backlog backlog = new Backlog(10);
    backlog.add(List.of(row("a", 1)));
    List<LogRow> batch = backlog.oldest(10);
    backlog.add(List.of(row("a", 1)));
    backlog.confirmed(batch);

    assertThat(backlog.all()).containsExactly(row("a", 1));
  }
}
