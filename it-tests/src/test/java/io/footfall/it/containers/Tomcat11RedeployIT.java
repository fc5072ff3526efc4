package io.footfall.it.containers;

/** Redeployments on Tomcat 11. */
class Tomcat11RedeployIT extends RedeployContract {
  Tomcat11RedeployIT() {
    super("tomcat-11");
  }
}
