package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.JettyNode;
import io.footfall.it.jetty.ShowOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Three nodes killed at once, two started again: what the third had committed comes back from the
 * journals of the two, and its own return adds exactly what they lacked.
 */
@Tag("ci")
@ExtendWith({ArquillianExtension.class, ShowOutput.class})
@RunAsClient
class LostNodeIT {

  /** More than the time between two writes of what a node holds of the others. */
  private static final Duration WRITTEN = Duration.ofSeconds(12);

  @ArquillianResource
  @OperateOnDeployment("a")
  private JettyNode a;

  @ArquillianResource
  @OperateOnDeployment("b")
  private JettyNode b;

  @ArquillianResource
  @OperateOnDeployment("c")
  private JettyNode c;

  @Deployment(name = "a", testable = false)
  @TargetsContainer("node-a")
  static WebArchive first() {
    return Sample.war("lost-node");
  }

  @Deployment(name = "b", testable = false)
  @TargetsContainer("node-b")
  static WebArchive second() {
    return Sample.war("lost-node");
  }

  @Deployment(name = "c", testable = false)
  @TargetsContainer("node-c")
  static WebArchive third() {
    return Sample.war("lost-node");
  }

  @Test
  void killOfAll_andOneNeverReturns_losesNothingThatWasJournaledElsewhere() throws Exception {
    awaitTotal(0, a, b, c);
    Sample.get(a.url("hello"), 10);
    Sample.get(b.url("hello"), 20);
    Sample.get(c.url("hello"), 40);
    awaitTotal(70, a, b, c);
    // A bound that the documents state: what was committed for longer than this is on the disks.
    Thread.sleep(WRITTEN.toMillis());

    List.of(c, a, b).forEach(JettyNode::kill);
    start(a, b);
    awaitTotal(70, a, b);
    Sample.get(a.url("hello"), 1);
    Sample.get(b.url("hello"), 2);
    awaitTotal(73, a, b);

    c.start();
    awaitTotal(73, a, b, c);
    Sample.get(c.url("hello"), 4);
    awaitTotal(77, a, b, c);

    // What it counts after it was cut off from all others is on its own disk only.
    List.of(a, b).forEach(JettyNode::kill);
    Sample.get(c.url("hello"), 8);
    c.kill();
    start(a, b);
    awaitAtLeast(73, a, b);
    c.start();
    awaitTotal(85, a, b, c);
  }

  private static void start(JettyNode... nodes) {
    Stream.of(nodes).parallel().forEach(JettyNode::start);
  }

  private static void awaitTotal(long total, JettyNode... nodes) throws Exception {
    List<Counts> counts = open(nodes);
    try {
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () -> {
                for (Counts each : counts) {
                  assertThat(each.members()).isEqualTo(nodes.length);
                  assertThat(each.pending()).isZero();
                  assertThat(each.total()).isEqualTo(total);
                }
              });
    } finally {
      close(counts);
    }
  }

  private static void awaitAtLeast(long total, JettyNode... nodes) throws Exception {
    List<Counts> counts = open(nodes);
    try {
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () -> {
                for (Counts each : counts) {
                  assertThat(each.members()).isEqualTo(nodes.length);
                  assertThat(each.total()).isBetween(total, 77L);
                }
              });
    } finally {
      close(counts);
    }
  }

  private static List<Counts> open(JettyNode... nodes) throws Exception {
    List<Counts> counts = new ArrayList<>();
    for (JettyNode node : nodes) {
      counts.add(Counts.of(node));
    }
    return counts;
  }

  private static void close(List<Counts> counts) throws Exception {
    for (Counts each : counts) {
      each.close();
    }
  }
}
