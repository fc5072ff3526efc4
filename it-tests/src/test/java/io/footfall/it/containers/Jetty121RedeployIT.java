package io.footfall.it.containers;

/** Redeployments on Jetty 12.1. */
class Jetty121RedeployIT extends RedeployContract {
  Jetty121RedeployIT() {
    super("jetty-12.1-ee11");
  }
}
