package io.footfall.it.containers;

import org.junit.jupiter.api.Tag;

/** The contract on Payara Micro 6. */
@Tag("all-containers")
@RunsOn("payara-micro-6")
class PayaraMicro6IT extends ContainerContract {}
