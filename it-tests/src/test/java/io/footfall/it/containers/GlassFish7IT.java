package io.footfall.it.containers;

import org.junit.jupiter.api.Tag;

/** The contract on GlassFish 7. */
@Tag("all-containers")
@RunsOn("glassfish-7")
class GlassFish7IT extends ContainerContract {}
