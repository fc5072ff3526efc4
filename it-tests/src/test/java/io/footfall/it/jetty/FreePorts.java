package io.footfall.it.jetty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for the clusters of this run, so that it does not meet a neighbour's. */
public final class FreePorts {

  /** The first of ten free ports, whose failure detector's sockets, 100 above, are free too. */
  public static final int CLUSTER = choose();

  private static final int LOWEST = 20_000;
  private static final int RANGE = 10_000;
  private static final int TRIES = 100;

  private FreePorts() {}

  private static int choose() {
    for (int i = 0; i < TRIES; i++) {
      // Below the range from which the operating system takes ports for outgoing connections.
      int base = LOWEST + ThreadLocalRandom.current().nextInt(RANGE / 10) * 10;
      if (free(base) && free(base + 100)) {
        return base;
      }
    }
    throw new IllegalStateException(
        "No ten free ports between " + LOWEST + " and " + (LOWEST + RANGE));
  }

  private static boolean free(int first) {
    for (int port = first; port < first + 10; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (!socket.isBound()) {
          return false;
        }
      } catch (IOException e) {
        return false; // taken
      }
    }
    return true;
  }
}
