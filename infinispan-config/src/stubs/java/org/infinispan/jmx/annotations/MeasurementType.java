package org.infinispan.jmx.annotations;

/** Stands for Infinispan's own enum, which no published JAR holds; read by the compiler only. */
public enum MeasurementType {
  DYNAMIC,
  TRENDSUP,
  TRENDSDOWN
}
