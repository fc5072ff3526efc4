package io.footfall.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system tells about itself. */
final class Platform {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private Platform() {}

  /** Tells one boot of the operating system from another; empty where there is no such thing. */
  static String boot() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException | SecurityException e) {
      System.getLogger("io.footfall.opening")
          .log(
              System.Logger.Level.DEBUG,
              "No boot id, so every start takes a fresh identity: {0}",
              e.toString());
      return "";
    }
  }

  /** Whether this JVM is about to end: its shutdown hooks run. */
  static boolean isEnding() {
    Thread probe = new Thread(() -> {}, "footfall-probe");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException ending) {
      return true;
    }
  }
}
