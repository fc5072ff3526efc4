package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send requests until they are stopped, or until one of theirs fails. */
final class Load implements AutoCloseable {

  private final AtomicLong attempted = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopped;

  Load(URI url, int clientCount) {
    for (int i = 0; i < clientCount; i++) {
      Thread client = new Thread(() -> send(url), "client-" + i);
      client.setDaemon(true);
      clients.add(client);
      client.start();
    }
  }

  private void send(URI url) {
    try {
      while (!stopped) {
        attempted.incrementAndGet();
        if (Sample.get(url).statusCode() == 200) {
          acknowledged.incrementAndGet();
        }
      }
    } catch (IOException e) {
      // The node was killed: this request's outcome is unknown, and this client is done.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until so many requests have been answered. */
  void awaitAcknowledged(long number) {
    await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.get() >= number);
  }

  /** Waits until every client has met the end of its node. */
  Load awaitFailed() throws InterruptedException {
    return join();
  }

  /** Lets every client end its request, and stops. */
  Load stop() throws InterruptedException {
    stopped = true;
    return join();
  }

  private Load join() throws InterruptedException {
    for (Thread client : clients) {
      client.join(TimeUnit.SECONDS.toMillis(60));
      assertThat(client.isAlive()).as(client.getName() + " runs on").isFalse();
    }
    return this;
  }

  /** Requests that were answered with 200. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Requests that were sent, those without an answer too. */
  long attempted() {
    return attempted.get();
  }

  @Override
  public void close() {
    stopped = true;
  }
}
