package io.footfall;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for the clusters of tests, so that none meets a neighbour's, or a sample that runs. */
public final class FreePorts {
  // Below the range from which the operating system takes ports for outgoing connections.
  private static final int LOWEST = 20_000;
  private static final int UNITS = 50;
  private static final int UNIT = 200;
  private static final int TRIES = 1000;

  private FreePorts() {}

  /** Returns the first of ten free ports, of which those 100 above are free too. */
  public static int choose() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // Of two test processes side by side one has the even units, the other the odd ones.
    int parity = Integer.getInteger("test.fork", 1) % 2;
    for (int i = 0; i < TRIES; i++) {
      int unit = random.nextInt(UNITS / 2) * 2 + parity;
      int first = LOWEST + unit * UNIT + random.nextInt(10) * 10;
      if (free(first) && free(first + 100)) {
        return first;
      }
    }
    throw new IllegalStateException(
        "No ten free ports from " + LOWEST + " to " + (LOWEST + UNITS * UNIT));
  }

  private static boolean free(int first) {
    for (int port = first; port < first + 10; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (!socket.isBound()) {
          return false;
        }
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
