package io.footfall.flow;

import io.footfall.cluster.ClusterLedger;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Tally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What files on this machine say of other identities: published again and again until every owner
 * in the cluster was seen to hold it. Filled by any thread, published by the cluster thread.
 */
final class ForeignTallies {

  /** For how long other identities' sums may keep this node's own commits waiting. */
  private static final long BOUND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Between two attempts at the same; the second follows at once, to see the first. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Clock clock;

  /** By identity, so that it does not grow with how often files change; guarded by itself. */
  private final Map<Identity, Task> tasks = new LinkedHashMap<>();

  private static final class Task {
    final Tally tally;
    final List<Runnable> whenConfirmed;
    int attempts;
    long lastNanos;

    Task(Tally tally, List<Runnable> whenConfirmed) {
      this.tally = tally;
      this.whenConfirmed = whenConfirmed;
    }
  }

  ForeignTallies(Clock clock) {
    this.clock = clock;
  }

  /** Adds what is to be published, and who is to be told on the cluster thread once it is. */
  void add(Tally tally, List<Runnable> whenConfirmed) {
    synchronized (tasks) {
      Task before = tasks.get(tally.identity());
      Tally whole = before == null ? tally : Stored.max(before.tally, tally);
      List<Runnable> callers = new ArrayList<>(before == null ? List.of() : before.whenConfirmed);
      callers.addAll(whenConfirmed);
      tasks.put(tally.identity(), new Task(whole, callers));
    }
  }

  /** Publishes what is due, as long as the bound allows. */
  void publish(ClusterLedger ledger) throws InterruptedException {
    long started = clock.nanos();
    for (Task task : inOrder()) {
      long now = clock.nanos();
      if (now - started > BOUND_NANOS) {
        return; // The next commit is due; the rest has its turn at the next step.
      }
      if (task.attempts > 1 && now - task.lastNanos < PAUSE_NANOS) {
        continue;
      }
      task.attempts++;
      task.lastNanos = now;
      toTheEnd(task);
      if (ledger.publish(task.tally) && remove(task)) {
        task.whenConfirmed.forEach(Runnable::run);
      }
    }
  }

  private List<Task> inOrder() {
    synchronized (tasks) {
      return List.copyOf(tasks.values());
    }
  }

  /** Before it is tried, so that one that cannot be published does not hold up the others. */
  private void toTheEnd(Task task) {
    synchronized (tasks) {
      if (tasks.remove(task.tally.identity(), task)) {
        tasks.put(task.tally.identity(), task);
      }
    }
  }

  /** Whether it was still there: more may have been found to publish meanwhile. */
  private boolean remove(Task task) {
    synchronized (tasks) {
      return tasks.remove(task.tally.identity(), task);
    }
  }
}
