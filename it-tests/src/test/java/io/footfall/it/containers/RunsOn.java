package io.footfall.it.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The container, by its name in {@code arquillian.xml}, that a contract's test class runs on. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface RunsOn {

  /** The qualifier in {@code arquillian.xml}. */
  String value();
}
