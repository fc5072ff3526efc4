package io.footfall.it.containers;

/** Redeployments on WildFly 39. */
class WildFly39RedeployIT extends RedeployContract {
  WildFly39RedeployIT() {
    super("wildfly-39");
  }
}
