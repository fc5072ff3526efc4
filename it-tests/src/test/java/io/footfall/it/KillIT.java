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

/** A node killed under load: what was answered is counted, once, on both nodes. */
@ExtendWith({ArquillianExtension.class, ShowOutput.class})
@RunAsClient
class KillIT {

  private static final int CLIENTS = 3;

  @ArquillianResource
  @OperateOnDeployment("a")
  private JettyNode a;

  @ArquillianResource
  @OperateOnDeployment("b")
  private JettyNode b;

  @Deployment(name = "a", testable = false)
  @TargetsContainer("node-a")
  static WebArchive first() {
    return Sample.war("kill");
  }

  @Deployment(name = "b", testable = false)
  @TargetsContainer("node-b")
  static WebArchive second() {
    return Sample.war("kill");
  }

  @Test
  void kill_losesNothingThatWasAnswered() throws Exception {
    long before;
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      before = Cluster.awaitJoined(onA, onB);
    }
    long acknowledged;
    long attempted;
    try (Load toA = new Load(a.url("hello"), CLIENTS);
        Load toB = new Load(b.url("hello"), CLIENTS)) {
      toA.awaitAcknowledged(1_000);
      a.kill();
      toA.awaitFailed();
      a.start();
      toB.stop();
      acknowledged = toA.acknowledged() + toB.acknowledged();
      attempted = toA.attempted() + toB.attempted();
    }
    assertThat(attempted - acknowledged).as("requests without an answer").isEqualTo(CLIENTS);
    try (Counts onA = Counts.of(a);
        Counts onB = Counts.of(b)) {
      long after = Cluster.awaitJoined(onA, onB);
      assertThat(after - before).isBetween(acknowledged, attempted);

      Sample.get(a.url("hello"), 10);
      Sample.get(b.url("hello"), 10);
      Cluster.awaitTotal(after + 20, onA, onB);
    }
  }
}
