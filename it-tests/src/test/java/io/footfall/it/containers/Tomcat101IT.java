package io.footfall.it.containers;

/** The contract on Tomcat 10.1. */
@RunsOn("tomcat-10.1")
class Tomcat101IT extends ContainerContract {}
