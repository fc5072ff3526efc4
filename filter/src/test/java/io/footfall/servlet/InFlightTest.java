package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InFlightTest {

  private final InFlight inFlight = new InFlight();

  @Test
  void drain_with_nothing_under_way_is_complete_at_once() {
    inFlight.enter();
    inFlight.exit();

    assertThat(inFlight.drain().toCompletableFuture()).isDone();
  }

  @Test
  void drain_completes_when_the_last_request_ends() {
    inFlight.enter();
    inFlight.enter();
    CompletableFuture<Void> drained = inFlight.drain().toCompletableFuture();
    inFlight.exit();
    assertThat(drained).isNotDone();

    inFlight.exit();

    assertThat(drained).isDone();
  }

  @Test
  void a_thread_has_returned_while_its_exchange_goes_on() {
    inFlight.enter();
    CompletableFuture<Void> returned = inFlight.returned().toCompletableFuture();
    CompletableFuture<Void> drained = inFlight.drain().toCompletableFuture();
    assertThat(returned).isNotDone();

    inFlight.suspend();
    assertThat(returned).isDone();
    assertThat(drained).isNotDone();

    inFlight.complete();
    assertThat(drained).isDone();
  }

  @Test
  void a_suspended_exchange_does_not_stand_for_a_thread_that_has_not_returned() {
    inFlight.enter();
    inFlight.enter();
    inFlight.suspend();
    inFlight.complete();

    assertThat(inFlight.returned().toCompletableFuture()).isNotDone();
    assertThat(inFlight.drain().toCompletableFuture()).isNotDone();
  }
}
