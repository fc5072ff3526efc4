package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.JettyNode;
import io.footfall.it.jetty.ShowOutput;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node that is stopped and started again goes on from where it was. */
@ExtendWith({ArquillianExtension.class, ShowOutput.class})
@RunAsClient
class RestartIT {

  @ArquillianResource private JettyNode node;

  @Deployment(testable = false)
  @TargetsContainer("node-a")
  static WebArchive sample() {
    return Sample.war("restart");
  }

  @Test
  void restart_keepsEveryCounter() throws Exception {
    Sample.get(node.url("hello"), 30);
    Sample.get(node.url("static.txt"), 20);
    Map<String, Long> before;
    long total;
    try (Counts counts = Counts.of(node)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(counts.sum("status:")).isEqualTo(counts.total()));
      before = counts.all("");
      total = counts.total();
    }
    assertThat(total).isGreaterThanOrEqualTo(50);

    node.stop();
    node.start();
    try (Counts counts = Counts.of(node)) {
      assertThat(counts.all("")).isEqualTo(before);
    }

    Sample.get(node.url("hello"), 7);
    node.stop();
    node.start();
    try (Counts counts = Counts.of(node)) {
      assertThat(counts.total()).isEqualTo(total + 7);
    }
  }
}
