/**
 * What must hold in every servlet container: a contract, the containers as published, started as
 * processes, and their adapter for Arquillian.
 */
@NullMarked
package io.footfall.it.containers;

import org.jspecify.annotations.NullMarked;
