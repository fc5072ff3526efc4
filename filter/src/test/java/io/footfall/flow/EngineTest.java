package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.footfall.Counter;
import io.footfall.Node;
import io.footfall.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path directory;
  private Engines engines;

  @BeforeEach
  void open() throws Exception {
    engines = new Engines();
  }

  @AfterEach
  void close() {
    engines.close();
  }

  private static void count(Engine engine, String name, int times) {
    Counter counter = engine.buckets().counter(name);
    for (int i = 0; i < times; i++) {
      counter.increment();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void joined(Engine engine, int members) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(engine.counters().status().members()).isEqualTo(members));
  }

  private static void reads(Engine engine, String name, long value) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(engine.counters().read(name).value()).isEqualTo(value));
  }

  @Test
  void twoNodes_countApart_readTheSame() throws Exception {
    Engine a = engines.start(directory, "a");
    Engine b = engines.start(directory, "b");
    count(a, "requests", 7);
    count(b, "requests", 5);
    assertThat(a.counters().read("requests").value()).isEqualTo(7);
    joined(a, 2);
    joined(b, 2);
    a.flush();
    b.flush();
    reads(a, "requests", 12);
    reads(b, "requests", 12);
    assertThat(a.counters().nodes()).extracting(Node::name).containsExactly("a", "b");
    Status status = a.counters().status();
    assertThat(status.accepted()).isEqualTo(7);
    assertThat(status.journaled()).isEqualTo(7);
    assertThat(status.committed()).isEqualTo(7);
    assertThat(status.durability()).isEqualTo(Status.Durability.JOURNALED);
    assertThat(status.troubles()).isEmpty();
  }

  @Test
  void cleanRestart_continuesTheIdentity_andTheCounts() throws Exception {
    Engine before = engines.start(directory, "a");
    count(before, "requests", 3);
    String identity = before.buckets().identity().toString();
    engines.stop(before);

    Engine after = engines.start(directory, "a");
    assertThat(after.buckets().identity()).hasToString(identity);
    assertThat(after.buckets().incarnation()).isEqualTo(2);
    assertThat(after.counters().read("requests").value()).isEqualTo(3);
    count(after, "requests", 1);
    after.flush();
    assertThat(after.counters().read("requests").value()).isEqualTo(4);
    assertThat(names(directory)).containsExactly("1");
  }

  @Test
  void copiedDirectory_besideItsRunningOriginal_countsNothingTwice() throws Exception {
    Engine original = engines.start(directory, "a");
    count(original, "requests", 10);
    original.flush();
    Path copy = Files.createDirectories(directory.resolve("2"));
    for (String name : names(directory.resolve("1"))) {
      Files.copy(directory.resolve("1").resolve(name), copy.resolve(name));
    }
    count(original, "requests", 5);
    Engine beside = engines.start(directory, "b");
    assertThat(beside.buckets().identity()).isNotEqualTo(original.buckets().identity());
    count(beside, "requests", 1);
    joined(beside, 2);
    original.flush();
    beside.flush();
    reads(original, "requests", 16);
    reads(beside, "requests", 16);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(names(copy))
                    .anyMatch(name -> name.startsWith(Opening.PUBLISHED))
                    .noneMatch(name -> name.startsWith(Opening.RESIDUE)));
    reads(original, "requests", 16);
  }

  @Test
  void anotherBoot_takesAFreshIdentity_andPublishesTheOldOne() throws Exception {
    Engine before = engines.start(directory, "a");
    count(before, "requests", 3);
    String old = before.buckets().identity().toString();
    engines.stop(before);
    // The change time of the lock file is the one thing of a boot that a test can change.
    Path lock = directory.resolve("1").resolve(DirectoryLock.NAME);
    Files.delete(lock);

    Engine after = engines.start(directory, "a");
    assertThat(after.buckets().identity().toString()).isNotEqualTo(old);
    assertThat(after.counters().read("requests").value()).isEqualTo(3);
    Engine other = engines.start(directory.resolve("elsewhere"), "b");
    joined(other, 2);
    reads(other, "requests", 3);
    assertThat(other.counters().read("requests").absent())
        .extracting(share -> share.identity())
        .containsExactly(old);
  }

  @Test
  void directoryIsAFile_countsInTheHeap_andCommits() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "mine");
    Health health = new Health();
    Engine engine = engines.start(engines.options(file, "a"), health);
    count(engine, "requests", 2);
    engine.flush();
    Status status = engine.counters().status();
    assertThat(status.durability()).isEqualTo(Status.Durability.NONE);
    assertThat(status.committed()).isEqualTo(2);
    assertThat(status.troubles())
        .singleElement()
        .asString()
        .contains(file.toString(), "is not a directory", "footfall.data-dir");
    assertThat(Files.readString(file)).isEqualTo("mine");
  }

  @Test
  void orphan_isReadAtOnce_andCounted() throws Exception {
    Engine a = engines.start(directory, "a");
    Engine b = engines.start(directory, "b");
    count(b, "requests", 4);
    engines.stop(b);
    count(a, "requests", 1);
    engines.stop(a);
    Engine back = engines.start(directory, "a");
    assertThat(back.counters().read("requests").value()).isEqualTo(5);
    assertThat(back.counters().nodes()).hasSize(2);
    List<Node> nodes = back.counters().nodes();
    assertThat(nodes.get(0).requests() + nodes.get(1).requests()).isEqualTo(5);
  }

  @Test
  @Tag("ci")
  void fullRestartWithOneDiskMissing_losesNothingThatAnOwnerHadJournaled() throws Exception {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    Engine a = engines.start(one, "a");
    Engine b = engines.start(two, "b");
    count(a, "requests", 5);
    count(b, "requests", 7);
    joined(a, 2);
    joined(b, 2);
    b.flush();
    reads(a, "requests", 12);
    engines.stop(b);
    await().atMost(LONG).until(() -> Files.exists(one.resolve("1").resolve("absent-0.db")));
    engines.stop(a);

    Engine stranger = engines.start(directory.resolve("three"), "c");
    joined(stranger, 1);
    Engine back = engines.start(one, "a");
    assertThat(back.counters().read("requests").value()).isEqualTo(12);
    joined(back, 2);
    reads(stranger, "requests", 12);
    engines.stop(back);
    reads(stranger, "requests", 12);
  }

  @Test
  void closeWithARequestInFlight_keepsTheDirectory_andItsCountIsThereAtTheNextStart()
      throws Exception {
    Engine before = engines.start(directory, "a");
    count(before, "requests", 3);
    CompletableFuture<Void> drained = new CompletableFuture<>();
    CompletableFuture<Void> returned = new CompletableFuture<>();
    before.close(Duration.ofSeconds(1), drained, returned);
    count(before, "requests", 1);
    assertThat(DirectoryLock.tryLock(directory.resolve("1"))).isNull();
    returned.complete(null);
    drained.complete(null);
    count(before, "requests", 100);
    assertThatThrownBy(before::flush).hasMessageContaining("after the end");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              try (DirectoryLock lock = DirectoryLock.tryLock(directory.resolve("1"))) {
                assertThat(lock).isNotNull();
              }
            });
    Engine after = engines.start(directory, "a");
    assertThat(after.counters().read("requests").value()).isEqualTo(4);
  }

  @Test
  void closeWithAnExchangeThatNeverEnds_givesTheDirectoryUp_andTheNextStartGoesOnThere()
      throws Exception {
    Engine before = engines.start(directory, "a");
    count(before, "requests", 3);
    CompletableFuture<Void> none = CompletableFuture.completedFuture(null);
    before.close(Duration.ofSeconds(1), new CompletableFuture<>(), none);
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              try (DirectoryLock lock = DirectoryLock.tryLock(directory.resolve("1"))) {
                assertThat(lock).isNotNull();
              }
            });
    count(before, "requests", 100);

    Engine after = engines.start(directory, "a");

    assertThat(after.counters().status().identity())
        .isEqualTo(before.counters().status().identity());
    assertThat(after.counters().read("requests").value()).isEqualTo(3);
  }
}
