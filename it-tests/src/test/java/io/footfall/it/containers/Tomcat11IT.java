package io.footfall.it.containers;

/** The contract on Tomcat 11. */
@RunsOn("tomcat-11")
class Tomcat11IT extends ContainerContract {}
