package io.footfall.benchmarks;

import io.footfall.cluster.ClusterOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Where the clusters of the benchmarks meet: below the ports that the system hands out. */
final class Ports {

  private Ports() {}

  /** The first of ten ports of which at least three are free. */
  static int free() throws IOException {
    IOException last = new IOException("no port was tried");
    for (int attempt = 0; attempt < 50; attempt++) {
      int port = 20_000 + 200 * ThreadLocalRandom.current().nextInt(55);
      try (ServerSocket first = listen(port);
          ServerSocket second = listen(port + 1);
          ServerSocket third = listen(port + 2)) {
        if (first.isBound() && second.isBound() && third.isBound()) {
          return port;
        }
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  /** A cluster on this machine that nobody else joins. */
  static ClusterOptions cluster(int port) {
    return new ClusterOptions(
        "benchmark-" + port, "loopback", List.of(), "", port, Duration.ofSeconds(2));
  }
}
