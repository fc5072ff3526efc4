package io.footfall.it.containers;

/** The contract on Jetty 12.1 with its Jakarta EE 11 environment. */
@RunsOn("jetty-12.1-ee11")
class Jetty121Ee11IT extends ContainerContract {}
