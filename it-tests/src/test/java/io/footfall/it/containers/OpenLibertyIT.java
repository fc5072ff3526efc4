package io.footfall.it.containers;

import org.junit.jupiter.api.Tag;

/** The contract on Open Liberty. */
@Tag("all-containers")
@RunsOn("open-liberty")
class OpenLibertyIT extends ContainerContract {}
