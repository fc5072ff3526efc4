package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.it.jetty.JettyNode;
import io.footfall.it.jetty.ShowOutput;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes: both tell what both have counted. */
@ExtendWith({ArquillianExtension.class, ShowOutput.class})
@RunAsClient
class TwoNodesIT {

  @ArquillianResource
  @OperateOnDeployment("a")
  private JettyNode a;

  @ArquillianResource
  @OperateOnDeployment("b")
  private JettyNode b;

  @Deployment(name = "a", testable = false)
  @TargetsContainer("node-a")
  static WebArchive first() {
    return Sample.war("two-nodes");
  }

  @Deployment(name = "b", testable = false)
  @TargetsContainer("node-b")
  static WebArchive second() {
    return Sample.war("two-nodes");
  }

  @Test
  void bothNodes_tellTheSumOfBoth() throws Exception {
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      long before = Cluster.awaitJoined(onA, onB);
      long hello = onA.read("route:/hello");

      Sample.get(a.url("hello"), 120);
      Sample.get(b.url("hello"), 80);

      Cluster.awaitTotal(before + 200, onA, onB);
      Cluster.awaitAgreement(onA, onB);
      assertThat(onA.read("route:/hello")).isEqualTo(hello + 200);
      assertThat(onB.read("route:/hello")).isEqualTo(hello + 200);
      assertThat(onA.sum("status:")).isEqualTo(before + 200);
      assertThat(Sample.get(b.url("count")).body())
          .startsWith("{\"requests\":" + (before + 200) + ",\"members\":2,");
    }
  }

  @Test
  void nodes_listsBoth_withTheirOwnParts() throws Exception {
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      Cluster.awaitJoined(onA, onB);
      Sample.get(a.url("hello"), 3);
      long total = Cluster.awaitAgreement(onA, onB);

      for (Counts counts : new Counts[] {onA, onB}) {
        assertThat(counts.nodes())
            .filteredOn(Counts.NodeRow::present)
            .extracting(Counts.NodeRow::name)
            .containsExactlyInAnyOrder("node-a", "node-b");
        assertThat(counts.nodes()).filteredOn(Counts.NodeRow::self).hasSize(1);
        assertThat(counts.nodes().stream().mapToLong(Counts.NodeRow::requests).sum())
            .isEqualTo(total);
      }
    }
  }

  @Test
  void flush_returns_whenTheOtherNodeCanKnow() throws Exception {
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      long before = Cluster.awaitJoined(onA, onB);
      Sample.get(a.url("hello"), 5);
      onA.flush();
      assertThat(onA.pending()).isZero();
      Cluster.awaitTotal(before + 5, onA, onB);
    }
  }
}
