package io.footfall.cluster;

import static io.footfall.cluster.Tallies.self;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.FreePorts;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.infinispan.Block;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ThrowingRunnable;
import org.infinispan.manager.DefaultCacheManager;

/** Real nodes that count all the time, in one JVM, on wires that can be cut. */
final class HardCluster {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(10);

  /** Shorter than ours; much shorter, and a busy machine suspects all the time. */
  private static final Duration DETECTION = Duration.ofMillis(1_200);

  /** Less than it takes until a node is given up, so that a commit to it is unknown before. */
  private static final Duration REMOTE_TIMEOUT = Duration.ofMillis(700);

  /** Those that are there. */
  final List<CountingMember> here = new ArrayList<>();

  final Network network = new Network();

  private final int port = FreePorts.choose();
  private final String stack;

  /** Everybody that ever counted. */
  private final List<CountingMember> all = new CopyOnWriteArrayList<>();

  /** What was committed under other identities, which have no process. */
  private final Map<Identity, Long> dead = new LinkedHashMap<>();

  HardCluster(Path directory) throws IOException {
    stack = Network.stack(directory, DETECTION).toString();
  }

  CountingMember add(String name) {
    DefaultCacheManager manager =
        LedgerConfiguration.start(
            new LedgerOptions(
                "hard-" + port,
                name,
                stack,
                List.of("127.0.0.1"),
                "127.0.0.1",
                port,
                Duration.ofMillis(500),
                REMOTE_TIMEOUT));
    network.attach(manager);
    CountingMember member = new CountingMember(name, manager, all);
    all.add(member);
    here.add(member);
    member.start();
    return member;
  }

  /** Another seat at a node, for commits by hand. */
  static ClusterLedger seat(CountingMember at, Identity identity) {
    return new ClusterLedger(
        at.store, self(identity, 1, "seat"), new ClusterView(identity, Clock.SYSTEM), Clock.SYSTEM);
  }

  /** From now on everybody must come to know this much of an identity that has no process. */
  void expect(Identity identity, long sum) {
    dead.put(identity, sum);
  }

  static void eventually(Callable<Boolean> condition) {
    await().atMost(LONG).pollDelay(Duration.ZERO).pollInterval(LOOK).until(condition);
  }

  /** An owner that cannot answer just now is asked again. */
  static void eventuallyAsserted(ThrowingRunnable assertion) {
    await()
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .untilAsserted(assertion);
  }

  static void settled(List<CountingMember> side) {
    eventually(() -> isSettled(side));
  }

  static boolean isSettled(List<CountingMember> side) {
    return side.stream()
        .allMatch(
            member -> member.store.members().size() == side.size() && !member.store.isMoving());
  }

  List<CountingMember> without(CountingMember member) {
    List<CountingMember> rest = new ArrayList<>(here);
    rest.remove(member);
    return rest;
  }

  @SafeVarargs
  final void split(List<CountingMember>... sides) {
    List<List<DefaultCacheManager>> managers = new ArrayList<>();
    for (List<CountingMember> side : sides) {
      managers.add(managers(side));
    }
    network.split(managers);
  }

  private static List<DefaultCacheManager> managers(List<CountingMember> members) {
    return members.stream().map(member -> member.manager).toList();
  }

  void count(boolean on) {
    here.forEach(member -> member.count(on));
  }

  void mend(boolean on) {
    here.forEach(member -> member.mend(on));
  }

  void pause() throws InterruptedException {
    here.forEach(member -> member.pause(true));
    for (CountingMember member : here) {
      member.awaitPaused();
    }
  }

  void resume() {
    here.forEach(member -> member.pause(false));
  }

  /** On each side everybody counts, commits it, and reads what the others there have committed. */
  @SafeVarargs
  static void work(List<CountingMember>... sides) {
    Map<CountingMember, Long> goals = new LinkedHashMap<>();
    for (List<CountingMember> side : sides) {
      for (CountingMember member : side) {
        goals.put(member, member.counted() + 5);
        member.count(true);
      }
    }
    eventually(
        () ->
            goals.entrySet().stream()
                .allMatch(each -> each.getKey().committed() >= each.getValue()));
    for (List<CountingMember> side : sides) {
      eventually(
          () -> {
            for (CountingMember writer : side) {
              for (CountingMember reader : side) {
                if (reader != writer
                    && reader.sees(writer.identity) < goals.getOrDefault(writer, 0L)) {
                  return false;
                }
              }
            }
            return true;
          });
    }
  }

  /** Everybody has committed what it counted, and counts no more. */
  void rest() {
    count(false);
    eventually(() -> here.stream().allMatch(member -> member.committed() == member.counted()));
  }

  private Map<Identity, Long> truth() {
    Map<Identity, Long> truth = new LinkedHashMap<>(dead);
    all.forEach(member -> truth.put(member.identity, member.counted()));
    return truth;
  }

  /**
   * No transaction is half visible on a side: neither on a replica nor to whoever reads. With
   * nobody at work who could mend it.
   */
  @SafeVarargs
  final void nothingIsTorn(List<CountingMember>... sides) throws InterruptedException {
    pause();
    for (List<CountingMember> side : sides) {
      // A message may still be landing; what is torn would stay so.
      eventuallyAsserted(
          () -> {
            for (CountingMember holder : side) {
              for (Identity writer : truth().keySet()) {
                assertThat(holder.heldHere(writer)).hasSizeLessThanOrEqualTo(1);
                assertThat(holder.reads(writer)).hasSize(1);
              }
            }
          });
    }
  }

  /** Both owners of every entry have every count. */
  void replicasAreTrue() {
    eventuallyAsserted(() -> truth().forEach(this::replicasHold));
  }

  private void replicasHold(Identity identity, long sum) {
    for (int b = 0; b < Blocks.count(CountingMember.COUNTERS); b++) {
      Block block = Blocks.of(CountingMember.sums(sum), b);
      try {
        assertThat(here.get(0).store.replicas(EntryKey.sums(identity.toString(), b)))
            .hasSize(2)
            .containsOnly(block);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** All agree on what was counted, in every view and on every replica; nothing was ever wrong. */
  void allAgree() throws InterruptedException {
    calm();
    rest();
    eventuallyAsserted(
        () ->
            truth()
                .forEach(
                    (identity, sum) -> {
                      for (CountingMember reader : here) {
                        if (!reader.identity.equals(identity)) {
                          assertThat(reader.sees(identity)).isEqualTo(sum);
                        }
                      }
                    }));
    replicasAreTrue();
    nothingIsTorn(here);
    resume();
    nothingWasWrong();
  }

  /** No view has fallen so far, or exceeded what was counted. */
  void nothingWasWrong() {
    for (CountingMember member : all) {
      assertThat(member.wrongs).isEmpty();
    }
  }

  /** The network whole, everybody at work, and nothing moving. */
  void calm() {
    network.heal();
    mend(true);
    resume();
    settled(here);
  }

  void close() throws InterruptedException {
    network.heal();
    for (CountingMember member : here) {
      member.leave();
    }
  }
}
