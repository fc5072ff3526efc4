package io.footfall.flow;

import io.footfall.cluster.ClusterOptions;
import io.footfall.count.Clock;
import io.footfall.count.SlotPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** Engines of one cluster, in one process, closed together. */
final class Engines implements AutoCloseable {

  private final int port;
  private final List<Engine> running = new ArrayList<>();

  Engines() throws IOException {
    this(freePort());
  }

  /** Engines of the cluster that others of this port are in. */
  Engines(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  /** The first of ten ports that are free now, below the range that the system hands out. */
  static int freePort() throws IOException {
    IOException last = new IOException("no port tried");
    for (int i = 0; i < 50; i++) {
      int port = ThreadLocalRandom.current().nextInt(200, 310) * 100;
      try (ServerSocket first = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
          ServerSocket second = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
        if (first.isBound() && second.isBound()) {
          return port;
        }
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
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
