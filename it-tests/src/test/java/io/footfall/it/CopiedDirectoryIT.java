package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.it.jetty.JettyNode;
import io.footfall.it.jetty.ShowOutput;
import io.footfall.it.jetty.Trees;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A data directory copied beside its original: two identities, and nothing is counted twice. */
@ExtendWith({ArquillianExtension.class, ShowOutput.class})
@RunAsClient
class CopiedDirectoryIT {

  @ArquillianResource
  @OperateOnDeployment("a")
  private JettyNode a;

  @ArquillianResource
  @OperateOnDeployment("b")
  private JettyNode b;

  @Deployment(name = "a", testable = false)
  @TargetsContainer("node-a")
  static WebArchive first() {
    return Sample.war("copied-directory");
  }

  @Deployment(name = "b", testable = false)
  @TargetsContainer("node-b")
  static WebArchive second() {
    return Sample.war("copied-directory");
  }

  @Test
  void copyOfAStoppedNodesDirectory_countsNothingTwice() throws Exception {
    long before = sendToFirst();
    b.stop();
    a.stop();
    copyFirstToSecond();
    a.start();
    b.start();
    assertExact(before);
  }

  @Test
  void copyOfARunningNodesDirectory_countsNothingTwice() throws Exception {
    long before = sendToFirst();
    b.stop();
    long answered;
    try (Load load = new Load(a.url("hello"), 2)) {
      load.awaitAcknowledged(200);
      copyFirstToSecond();
      load.awaitAcknowledged(load.acknowledged() + 200);
      answered = load.stop().acknowledged();
      assertThat(load.attempted()).isEqualTo(answered);
    }
    b.start();
    assertExact(before + answered);
  }

  private long sendToFirst() throws Exception {
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      long before = Cluster.awaitJoined(onA, onB);
      Sample.get(a.url("hello"), 100);
      Cluster.awaitTotal(before + 100, onA, onB);
      return Cluster.awaitAgreement(onA, onB);
    }
  }

  /** The second node's own directory is set aside: only the copy is there when it starts. */
  private void copyFirstToSecond() throws Exception {
    Trees.delete(b.data());
    Trees.copy(a.data(), b.data());
  }

  private void assertExact(long total) throws Exception {
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      Cluster.awaitJoined(onA, onB);
      Cluster.awaitTotal(total, onA, onB);
      assertThat(onB.identity()).isNotEqualTo(onA.identity());

      Sample.get(a.url("hello"), 10);
      Sample.get(b.url("hello"), 10);
      Cluster.awaitTotal(total + 20, onA, onB);
      assertThat(Cluster.awaitAgreement(onA, onB)).isEqualTo(total + 20);
    }
  }
}
