package io.footfall.it.containers;

/** The contract on Jetty 12.1 with its Jakarta EE 10 environment. */
@RunsOn("jetty-12.1-ee10")
class Jetty121Ee10IT extends ContainerContract {}
