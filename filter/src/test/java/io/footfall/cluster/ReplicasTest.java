package io.footfall.cluster;

import static io.footfall.cluster.Tallies.alike;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.FreePorts;
import io.footfall.count.Identity;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.infinispan.manager.DefaultCacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What three real nodes tell of the replicas of an entry, also while its owners change. */
@Tag("ci")
class ReplicasTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int KEYS = 256;
  private static final int ASKING = 16;

  private final int port = FreePorts.choose();
  private final Network network = new Network();
  private final List<DefaultCacheManager> managers = new ArrayList<>();
  private final List<InfinispanStore> stores = new ArrayList<>();
  private final AtomicBoolean done = new AtomicBoolean();
  private final List<Thread> asking = new ArrayList<>();

  @TempDir Path directory;

  private InfinispanStore add(String name) throws IOException {
    DefaultCacheManager manager =
        LedgerConfiguration.start(
            new LedgerOptions(
                "replicas-" + port,
                name,
                Network.stack(directory, Duration.ofSeconds(2)).toString(),
                List.of("127.0.0.1"),
                "127.0.0.1",
                port,
                Duration.ofMillis(500),
                Duration.ofSeconds(2)));
    network.attach(manager);
    InfinispanStore store = new InfinispanStore(manager);
    managers.add(manager);
    stores.add(store);
    return store;
  }

  private void settled(List<InfinispanStore> side) {
    await()
        .atMost(LONG)
        .until(
            () ->
                side.stream()
                    .allMatch(store -> store.members().size() == side.size() && !store.isMoving()));
  }

  @AfterEach
  void leave() throws InterruptedException {
    done.set(true);
    for (Thread thread : asking) {
      thread.interrupt();
      thread.join(LONG.toMillis());
    }
    network.heal();
    stores.forEach(InfinispanStore::close);
  }

  private static List<EntryKey> keys() {
    List<EntryKey> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(EntryKey.sums(Identity.fresh().toString(), 0));
    }
    return keys;
  }

  @Test
  void ownersThatDiffer_areToldApart_andThoseWithoutAnEntryToo() throws Exception {
    InfinispanStore a = add("a");
    InfinispanStore b = add("b");
    InfinispanStore c = add("c");
    settled(List.of(a, b, c));
    EntryKey key = keys().get(0);

    for (InfinispanStore store : stores) {
      assertThat(store.replicas(key)).containsExactly(null, null);
    }
    a.putAll(Map.of(key, Blocks.of(alike(3, 1), 0)));
    for (InfinispanStore store : stores) {
      assertThat(store.replicas(key)).hasSize(2).containsOnly(Blocks.of(alike(3, 1), 0));
    }
  }

  @Test
  void ownersThatChange_whileTheyAreAsked_goOnCommitting() throws Exception {
    InfinispanStore a = add("a");
    InfinispanStore b = add("b");
    InfinispanStore c = add("c");
    settled(List.of(a, b, c));
    List<EntryKey> keys = keys();
    AtomicLong answered = new AtomicLong();
    for (InfinispanStore store : List.of(a, b)) {
      for (int i = 0; i < ASKING; i++) {
        asking.add(new Thread(() -> ask(store, keys, answered)));
      }
    }
    asking.forEach(Thread::start);
    await().atMost(LONG).until(() -> answered.get() > KEYS);

    network.split(List.of(managers.subList(0, 2), managers.subList(2, 3)));
    settled(List.of(a, b));

    for (EntryKey key : keys) {
      a.putAll(Map.of(key, Blocks.of(alike(3, 1), 0)));
      assertThat(b.getAll(Set.of(key))).containsValue(Blocks.of(alike(3, 1), 0));
    }
  }

  private void ask(InfinispanStore store, List<EntryKey> keys, AtomicLong answered) {
    while (!done.get()) {
      EntryKey key = keys.get(ThreadLocalRandom.current().nextInt(keys.size()));
      try {
        store.replicas(key);
        answered.incrementAndGet();
      } catch (IllegalStateException e) {
        // An owner that is gone does not answer.
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
