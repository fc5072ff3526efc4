package io.footfall.flow;

import io.footfall.FreePorts;
import io.footfall.cluster.ClusterOptions;
import io.footfall.count.Clock;
import io.footfall.count.SlotPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Engines of one cluster, in one process, closed together. */
final class Engines implements AutoCloseable {

  private final int port;
  private final List<Engine> running = new ArrayList<>();

  Engines() {
    this(FreePorts.choose());
  }

  /** Engines of the cluster that others of this port are in. */
  Engines(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  EngineOptions options(Path directory, String node) {
    return new EngineOptions(
        "test",
        node,
        "",
        "",
        directory,
        new ClusterOptions("test-" + port, "loopback", List.of(), "", port, Duration.ofMillis(500)),
        Duration.ofMillis(200),
        1_000,
        SlotPlan.DEFAULT,
        List.of(),
        null);
  }

  Engine start(Path directory, String node) {
    return start(options(directory, node), new Health());
  }

  Engine start(EngineOptions options, Health health) {
    return start(options, health, Clock.SYSTEM);
  }

  Engine start(EngineOptions options, Health health, Clock clock) {
    Engine engine = Engine.start(options, health, clock);
    running.add(engine);
    return engine;
  }

  void stop(Engine engine) {
    running.remove(engine);
    CompletableFuture<Void> none = CompletableFuture.completedFuture(null);
    engine.close(Duration.ofSeconds(20), none, none);
  }

  @Override
  public void close() {
    List.copyOf(running).forEach(this::stop);
  }
}
