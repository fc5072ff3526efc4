package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.Footfall;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters of a web application that hands its registry over. */
class MetricsTest {

  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path data;
  private final Site site = new Site();

  @AfterEach
  void stop() throws Exception {
    site.stop();
  }

  /** Sets the attribute as applications do: in a listener, after Footfall's initializer has run. */
  private ServletContextHandler start(MeterRegistry registry) throws Exception {
    ServletContextHandler context = Site.context("/", data);
    context.addServletContainerInitializer(new FootfallInitializer());
    context.addEventListener(
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            event
                .getServletContext()
                .setAttribute("io.micrometer.core.instrument.MeterRegistry", registry);
          }
        });
    Site.serve(context, "/plain", (request, response) -> response.setStatus(204));
    site.with(context).start();
    return context;
  }

  @Test
  void prometheus_scrapesTheAccounts_andNothingIsLeftAfterTheEnd() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ServletContextHandler context = start(registry);
    for (int i = 0; i < 3; i++) {
      assertThat(site.get("/plain")).isEqualTo(204);
    }
    Footfall.of(context.getServletContext()).counter("a \"quoted\" one").add(5);

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              String text = registry.scrape();
              double accepted = value(text, "footfall_accepted_counts_total");
              assertThat(accepted).isGreaterThanOrEqualTo(8);
              assertThat(value(text, "footfall_journaled_counts_total")).isEqualTo(accepted);
              assertThat(value(text, "footfall_committed_counts_total")).isEqualTo(accepted);
              assertThat(value(text, "footfall_pending_counts")).isZero();
              assertThat(value(text, "footfall_cluster_members_nodes")).isEqualTo(1);
              assertThat(text)
                  .contains(
                      "footfall_increments_counts_total{context=\"ROOT\",counter=\"requests\"} 3.0",
                      "footfall_increments_counts_total{context=\"ROOT\",counter=\"a \\\"quoted\\\" one\"} 5.0",
                      "footfall_failures_total{context=\"ROOT\",kind=\"commit\"} 0.0");
              assertThat(value(text, "footfall_tick_seconds_count")).isPositive();
              assertThat(value(text, "footfall_journal_write_seconds_count")).isPositive();
              assertThat(value(text, "footfall_commit_seconds_count")).isPositive();
              assertThat(text)
                  .contains("footfall_commit_seconds_bucket{context=\"ROOT\",le=\"0.1\"}");
            });
    assertThat(tabled(registry)).isEqualTo(documented());
    assertThat(spelled(registry.scrape())).isEqualTo(documentedSpellings());

    context.stop();

    assertThat(registry.getMeters()).isEmpty();
  }

  private static double value(String text, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + "\\{context=\"ROOT\"} (\\S+)$").matcher(text);
    assertThat(line.find()).as(name + " in\n" + text).isTrue();
    return Double.parseDouble(line.group(1));
  }

  /** Every meter as the document's table has it: name, type, unit, tags. */
  private static Set<List<String>> tabled(MeterRegistry registry) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .map(
            id ->
                List.of(
                    "`" + id.getName() + "`",
                    switch (id.getType()) {
                      case TIMER -> "timer with histogram";
                      default -> id.getType().name().toLowerCase(java.util.Locale.ROOT);
                    },
                    id.getBaseUnit() == null ? "" : id.getBaseUnit(),
                    id.getTags().stream()
                        .map(tag -> "`" + tag.getKey() + "`")
                        .collect(Collectors.joining(", "))))
        .collect(Collectors.toCollection(MetricsTest::rows));
  }

  private static Set<List<String>> rows() {
    return new TreeSet<>(java.util.Comparator.comparing(List::toString));
  }

  private static List<List<String>> table() throws Exception {
    return Files.readAllLines(Path.of("../docs/metrics.md")).stream()
        .filter(line -> line.startsWith("| `footfall."))
        .map(line -> List.of(line.substring(2).split(" *\\| *", -1)))
        .toList();
  }

  private static Set<List<String>> documented() throws Exception {
    return table().stream()
        .map(row -> row.subList(0, 4))
        .collect(Collectors.toCollection(MetricsTest::rows));
  }

  private static Set<String> documentedSpellings() throws Exception {
    return table().stream()
        .map(row -> row.get(4).replace("`", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names in a scrape, a histogram's by its first. */
  private static Set<String> spelled(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.indexOf('{')))
        .filter(name -> !name.matches(".*_seconds_(count|sum|max)"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void statsd_receivesTheGrowth_overUdp() throws Exception {
    try (DatagramSocket daemon =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      daemon.setSoTimeout(200);
      StatsdMeterRegistry registry =
          new StatsdMeterRegistry(new ToDaemon(daemon.getLocalPort()), Clock.SYSTEM);
      try {
        start(registry);
        for (int i = 0; i < 4; i++) {
          assertThat(site.get("/plain")).isEqualTo(204);
        }
        double[] requests = {0};
        Set<String> others = new TreeSet<>();
        await()
            .atMost(LONG)
            .untilAsserted(
                () -> {
                  receive(daemon, requests, others);
                  assertThat(requests[0]).isEqualTo(4);
                  assertThat(others)
                      .contains("footfall.tick|ms", "footfall.commit|ms", "footfall.pending|g");
                });
      } finally {
        registry.close();
      }
    }
  }

  private static void receive(DatagramSocket daemon, double[] requests, Set<String> others)
      throws Exception {
    byte[] buffer = new byte[65_536];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        daemon.receive(packet);
        String text = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
          Matcher parts = Pattern.compile("([^:]+):([^|]+)\\|(\\w+)\\|#(.*)").matcher(line);
          if (parts.matches()) {
            others.add(parts.group(1) + "|" + parts.group(3));
            if (parts.group(1).equals("footfall.increments")
                && parts.group(4).contains("counter:requests")) {
              requests[0] += Double.parseDouble(parts.group(2));
            }
          }
        }
      }
    } catch (SocketTimeoutException quiet) {
      // All that was there is read.
    }
  }

  /** The lines of Datadog's agent, which carry tags. */
  private record ToDaemon(int port) implements StatsdConfig {

    @Override
    public @Nullable String get(String key) {
      return null;
    }

    @Override
    public StatsdFlavor flavor() {
      return StatsdFlavor.DATADOG;
    }

    @Override
    public String host() {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }

    @Override
    public Duration pollingFrequency() {
      return Duration.ofMillis(200);
    }

    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public boolean buffered() {
      return false;
    }
  }
}
