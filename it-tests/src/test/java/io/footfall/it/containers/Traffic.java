package io.footfall.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that send requests to an application until they are stopped, whether it is there or not.
 * Each request goes out once.
 */
final class Traffic implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicLong absent = new AtomicLong();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopped;

  /** Starts a client for each address. */
  Traffic(List<URI> addresses) {
    for (URI address : addresses) {
      Thread client = new Thread(() -> send(address), "client of " + address.getPath());
      client.setDaemon(true);
      clients.add(client);
      client.start();
    }
  }

  private void send(URI address) {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER).build();
    while (!stopped) {
      try {
        switch (http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()) {
          case HttpURLConnection.HTTP_OK -> answered.incrementAndGet();
          // The application answers all that is asked here, so the container has said it.
          case HttpURLConnection.HTTP_NOT_FOUND -> absent.incrementAndGet();
          default -> unanswered.incrementAndGet();
        }
      } catch (IOException e) {
        unanswered.incrementAndGet();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Lets every client end its request. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread client : clients) {
      client.join(TimeUnit.SECONDS.toMillis(60));
      assertThat(client.isAlive()).as(client.getName() + " runs on").isFalse();
    }
  }

  /** How many clients there are; each has at most one request under way. */
  int clients() {
    return clients.size();
  }

  /** Requests that the application has answered. */
  long answered() {
    return answered.get();
  }

  /** Requests that may have reached the application or not. */
  long unanswered() {
    return unanswered.get();
  }

  @Override
  public String toString() {
    return answered + " answered, " + unanswered + " not, " + absent + " while it was away";
  }

  @Override
  public void close() {
    stopped = true;
  }
}
