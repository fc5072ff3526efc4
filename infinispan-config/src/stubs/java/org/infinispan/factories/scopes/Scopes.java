package org.infinispan.factories.scopes;

/** Stands for Infinispan's own enum, which no published JAR holds; read by the compiler only. */
public enum Scopes {
  NONE,
  GLOBAL,
  NAMED_CACHE
}
