package io.footfall.flow;

/** The process ends here. No code of it runs to any effect any more. */
final class Killed extends Error {
  private static final long serialVersionUID = 1;

  Killed() {
    super("killed", null, false, false);
  }
}
