package io.footfall.servlet;

import org.jspecify.annotations.Nullable;

/** What a container does differently from the others, by what the servlet context calls it. */
final class Habits {

  private Habits() {}

  /**
   * Whether it is Open Liberty or WebSphere Liberty, which maps each file by its own path once it
   * has served it, and throws an exception for one that is missing.
   */
  static boolean isLiberty(@Nullable String serverInfo) {
    return serverInfo != null && serverInfo.contains("Liberty");
  }

  /**
   * Whether it is GlassFish, which sets the status of a response to 200 each time before it calls a
   * listener that was added with it.
   */
  static boolean isGlassFish(@Nullable String serverInfo) {
    return serverInfo != null && serverInfo.contains("GlassFish");
  }
}
