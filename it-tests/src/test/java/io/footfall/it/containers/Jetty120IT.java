package io.footfall.it.containers;

/** The contract on Jetty 12.0. */
@RunsOn("jetty-12.0")
class Jetty120IT extends ContainerContract {}
