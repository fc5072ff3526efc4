package io.footfall.infinispan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/** Finds ports that no other cluster on this machine uses. */
final class Ports {
  private static final SplittableRandom RANDOM = new SplittableRandom();

  private Ports() {}

  /** Returns the first of ten free ports, of which those 100 above are free too. */
  static int free() {
    for (int attempt = 0; attempt < 1000; attempt++) {
      int first = 20_000 + RANDOM.nextInt(1000) * 10;
      if (allFree(first) && allFree(first + 100)) {
        return first;
      }
    }
    throw new IllegalStateException("no ten free ports from 20000 to 30000");
  }

  private static boolean allFree(int first) {
    for (int port = first; port < first + LedgerOptions.PORTS; port++) {
      try (ServerSocket socket = listen(port)) {
        if (!socket.isBound()) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
