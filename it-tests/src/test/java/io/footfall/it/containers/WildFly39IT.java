package io.footfall.it.containers;

import org.junit.jupiter.api.Tag;

/** The contract on WildFly 39. */
@Tag("ci")
@RunsOn("wildfly-39")
class WildFly39IT extends ContainerContract {}
