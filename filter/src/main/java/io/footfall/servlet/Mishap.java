package io.footfall.servlet;

/** What may be caught so that Footfall never harms the application that it counts for. */
final class Mishap {

  private Mishap() {}

  /**
   * Throws on what the virtual machine itself is in need of saying, such as that memory has run
   * out. An {@link InternalError} is not that: a store to a mapped page raises it when the disk
   * fails.
   */
  static void rethrowIfFatal(Throwable thrown) {
    if (thrown instanceof VirtualMachineError error && !(error instanceof InternalError)) {
      throw error;
    }
  }
}
