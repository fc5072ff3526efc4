package io.footfall.it.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.it.jetty.Jvm;
import io.footfall.it.jetty.ShowOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An application is deployed again and again under load, and taken down at last: nothing of it may
 * stay in the container, and no request may be lost. A subclass says the container.
 *
 * <p>The container's own things are told apart by comparing: threads and MBeans with those before
 * the application first came; handles and mappings with those after it came and went once, because
 * a container and the JVM open some of their files only then. A class loader, a port or a lock of
 * the application's may not stay even once.
 */
@Tag("all-containers")
@ExtendWith(ShowOutput.class)
abstract class RedeployContract {

  private static final String AGAIN = "again";
  private static final Duration DEPLOYED = Duration.ofMinutes(2);
  private static final Duration GONE = Duration.ofMinutes(1);

  /** How often; a property, because each takes some seconds. */
  private static final int TIMES = Integer.getInteger("redeploys", 5);

  /** Threads that the JVM and the test's own look into it bring. */
  private static final Pattern LOOKING =
      Pattern.compile("RMI .*|JMX server connection timeout.*|Attach Listener|GC Daemon");

  private final Server server;

  RedeployContract(String container) {
    server = Servers.create(container);
  }

  @Test
  void redeployedUnderLoad_leavesNothingBehind_andLosesNothing() throws Exception {
    Path war = Jvm.sharedDirectory(AGAIN).resolve(AGAIN + ".war");
    Applications.zero(AGAIN).as(ZipExporter.class).exportTo(war.toFile());
    // What is held softly is no leak, but it would look like one.
    server.start("-XX:SoftRefLRUPolicyMSPerMB=0");
    try {
      server.awaitUp();
      Set<Integer> before = Remains.ports(server.pid());
      try (Probe probe = Probe.of(server.pid())) {
        // The look's own port; its connections come and go.
        Set<Integer> served = Remains.ports(server.pid());
        served.removeAll(before);
        served.add(server.port());
        try {
          redeploy(war, probe, served);
        } catch (Throwable e) {
          Path dump = Path.of("target", "it", "containers", server.name() + ".hprof");
          probe.dump(dump.toAbsolutePath());
          throw new AssertionError("See the heap in " + dump.toAbsolutePath(), e);
        }
      }
    } finally {
      server.kill();
    }
  }

  private void redeploy(Path war, Probe probe, Set<Integer> served) throws Exception {
    Set<String> threads = threads(probe);
    Set<String> beans = beans(probe);
    Set<Integer> ports = Remains.ports(server.pid());

    server.deploy(AGAIN, war);
    assertThat(probe.loadersOf("io.footfall.servlet.FootfallFilter")).isEqualTo(1);
    server.undeploy(AGAIN);
    awaitGone(probe, threads, beans, ports);
    Map<String, Long> handles = Remains.handles(server.pid(), served);
    Set<String> mappings = Remains.mappings(server.pid());

    server.deploy(AGAIN, war);
    Traffic traffic =
        new Traffic(
            List.of(
                server.url(AGAIN, "plain"),
                server.url(AGAIN, "plain"),
                server.url(AGAIN, "async-dispatch")));
    try (traffic) {
      for (int i = 0; i < TIMES; i++) {
        long answered = traffic.answered();
        await().atMost(DEPLOYED).until(() -> traffic.answered() > answered + 10);
        String running = started();
        server.redeploy(AGAIN, war);
        await().atMost(DEPLOYED).until(() -> !started().equals(running) && !started().isEmpty());
      }
      traffic.stop();
    }
    System.out.println(server.name() + ", " + TIMES + " redeployments: " + traffic);
    // The last deployment has just come and learns of what those before it have counted.
    await()
        .atMost(DEPLOYED)
        .untilAsserted(
            () ->
                assertThat(count("requests"))
                    .as(traffic.toString())
                    .isGreaterThanOrEqualTo(traffic.answered()));
    assertThat(count("status:2xx"))
        .as(traffic.toString())
        .isLessThanOrEqualTo(traffic.answered() + traffic.unanswered());
    // A request that a container drops in the midst, when it takes the application down, has been
    // counted on arrival; its client may be told that there is nothing. Each has one under way.
    assertThat(count("requests") - count("status:2xx"))
        .as(traffic.toString())
        .isBetween(0L, (long) traffic.clients() * TIMES);

    server.undeploy(AGAIN);
    awaitGone(probe, threads, beans, ports);
    await()
        .atMost(GONE)
        .untilAsserted(
            () -> {
              probe.loadersOf("io.footfall.servlet.FootfallFilter"); // collects
              assertThat(more(Remains.handles(server.pid(), served), handles))
                  .as("handles")
                  .isEmpty();
              assertThat(more(Remains.mappings(server.pid()), mappings))
                  .as("mappings")
                  .allMatch(server::isOwnFile);
            });
    assertThat(directories())
        .as("each start found the lock free of all but those that ran beside it")
        .hasSize(server.deploymentsAtOnce());
    assertThat(server.leaks(probe)).as("what the container itself says").isEmpty();
  }

  private void awaitGone(Probe probe, Set<String> threads, Set<String> beans, Set<Integer> ports) {
    await()
        .atMost(GONE)
        .untilAsserted(
            () -> {
              server.occupy();
              assertThat(probe.loadersOf("io.footfall.servlet.FootfallFilter"))
                  .as("class loaders")
                  .isZero();
              assertThat(more(threads(probe), threads)).as("threads").isEmpty();
              assertThat(more(beans(probe), beans)).as("MBeans").isEmpty();
              assertThat(Remains.ports(server.pid())).as("ports").isEqualTo(ports);
            });
  }

  private Set<String> threads(Probe probe) throws IOException {
    return without(without(probe.threads(), LOOKING), server.ownThreads());
  }

  private Set<String> beans(Probe probe) throws Exception {
    return without(probe.names(), server.ownBeans());
  }

  private static Set<String> without(Set<String> names, Pattern left) {
    return names.stream()
        .filter(name -> !left.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> more(Set<String> now, Set<String> before) {
    Set<String> more = new TreeSet<>(now);
    more.removeAll(before);
    return more;
  }

  /** Of what there is more now; files of the container's and of Java's own are theirs. */
  private Map<String, Long> more(Map<String, Long> now, Map<String, Long> before) {
    Map<String, Long> more = new TreeMap<>();
    now.forEach(
        (name, number) -> {
          long added = number - before.getOrDefault(name, 0L);
          if (added > 0 && !server.isOwnFile(name)) {
            more.put(name, added);
          }
        });
    return more;
  }

  private String started() throws IOException {
    return server.reading(AGAIN).map(reading -> reading.text("@started")).orElse("");
  }

  private long count(String counter) throws IOException {
    return server.reading(AGAIN).map(reading -> reading.count(counter)).orElseThrow();
  }

  /**
   * The directories below the application's data, one for each identity that ran beside another.
   */
  private List<Path> directories() throws IOException {
    try (Stream<Path> entries = Files.list(server.data().resolve(AGAIN))) {
      return entries.filter(Files::isDirectory).toList();
    }
  }
}
