package io.footfall.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.footfall.it.jetty.ShowOutput;
import io.footfall.it.jetty.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a process finds in its data directory when it starts: neighbours that died, the files of
 * another boot, a copy put in the place of a directory whose process lives. Under load, everything
 * is counted and nothing twice.
 */
@ExtendWith(ShowOutput.class)
@Tag("ci")
class OpeningIT {

  private static final long ANSWERS = 200;

  @Test
  void twoOfThreeInOneDirectoryKilled_oneStarted_everythingIsCounted() throws Exception {
    try (FaultCluster cluster = new FaultCluster("one-directory", 3)) {
      FaultNode first = cluster.node(0);
      FaultNode second = cluster.replaceData(1, first.data());
      FaultNode third = cluster.replaceData(2, first.data());
      cluster.start().settle();
      cluster.work(ANSWERS);
      cluster.tell("kill two of three");
      Stream.of(second, third).forEach(node -> Commands.signal("KILL", node.process().pid()));
      second.kill();
      third.kill();
      second.start();
      cluster.work(ANSWERS);
      cluster.settle();

      cluster.load(true);
      third.start();
      cluster.work(ANSWERS);
      cluster.settle();

      cluster.work(ANSWERS);
      cluster.tell("kill all three, and start one");
      cluster.nodes().forEach(node -> Commands.signal("KILL", node.process().pid()));
      cluster.nodes().forEach(FaultNode::kill);
      first.start();
      // Without the others, it has their counts from their directories.
      cluster.work(ANSWERS);
      cluster.settle();

      Stream.of(second, third).forEach(FaultNode::begin);
      Stream.of(second, third).forEach(FaultNode::awaitReady);
      cluster.work(ANSWERS);
      cluster.settle();
    }
  }

  @Test
  void operatingSystemStartedAnew_takesAFreshIdentity_andCountsNothingTwice() throws Exception {
    try (FaultCluster cluster = new FaultCluster("boots", 2)) {
      Boot first = Boot.another(cluster.directory());
      assumeTrue(first.works(), "another boot id needs the right to mount over it (root)");
      FaultNode node = cluster.node(1);
      cluster.nodes().forEach(each -> each.wrap(first.words()));
      cluster.start().settle();
      cluster.work(ANSWERS);

      cluster.tell("another boot for node-1");
      String before = node.identity();
      node.kill();
      node.wrap(Boot.another(cluster.directory()).words());
      node.start();
      assertThat(node.identity()).isNotEqualTo(before);
      cluster.work(ANSWERS);
      cluster.settle();

      cluster.work(ANSWERS);
      cluster.tell("another boot for both at once");
      cluster.nodes().forEach(each -> Commands.signal("KILL", each.process().pid()));
      cluster.nodes().forEach(FaultNode::kill);
      Boot third = Boot.another(cluster.directory());
      cluster.nodes().forEach(each -> each.wrap(third.words()));
      cluster.start();
      cluster.work(ANSWERS);
      cluster.settle();

      cluster.work(ANSWERS);
      cluster.tell("the same boot for node-1");
      before = node.identity();
      node.kill();
      node.start();
      assertThat(node.identity()).isEqualTo(before);
      cluster.work(ANSWERS);
      cluster.settle();
    }
  }

  @Test
  void directoryMovedAway_andAnOldCopyPutInItsPlace_whileItsProcessLives_countsNothingTwice()
      throws Exception {
    try (FaultCluster cluster = new FaultCluster("moved", 3)) {
      FaultNode original = cluster.node(1);
      FaultNode onCopy = cluster.replaceData(2, original.data());
      Stream.of(cluster.node(0), original).forEach(FaultNode::begin);
      Stream.of(cluster.node(0), original).forEach(FaultNode::awaitReady);
      cluster.work(ANSWERS);
      Path copy = cluster.directory().resolve("copy");
      Trees.copy(original.data(), copy);
      cluster.work(ANSWERS);
      cluster.settle();

      cluster.tell("move the directory of node-1 away, and put the copy in its place");
      Path moved = cluster.directory().resolve("moved");
      Files.move(original.data(), moved);
      Trees.copy(copy, original.data());
      cluster.work(ANSWERS);
      FaultCluster.await(
          "the line that tells of it",
          () ->
              original.process().standardError().stream()
                  .anyMatch(line -> line.contains("was deleted or moved away")));
      onCopy.start();
      assertThat(onCopy.identity()).isNotEqualTo(original.identity());
      cluster.work(ANSWERS);
      cluster.settle();

      cluster.work(ANSWERS);
      cluster.tell("kill both, and start each in its directory again");
      String ofOriginal = original.identity();
      String ofCopy = onCopy.identity();
      original.kill();
      onCopy.kill();
      FaultNode back = cluster.replaceData(1, moved);
      Stream.of(back, onCopy).forEach(FaultNode::begin);
      Stream.of(back, onCopy).forEach(FaultNode::awaitReady);
      assertThat(back.identity()).isEqualTo(ofOriginal);
      assertThat(onCopy.identity()).isEqualTo(ofCopy);
      cluster.work(ANSWERS);
      cluster.settle();
      try (Stream<Path> files = Files.walk(onCopy.data())) {
        assertThat(files).noneMatch(file -> file.toString().contains(".corrupt-"));
      }
    }
  }
}
