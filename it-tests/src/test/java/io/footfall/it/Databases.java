package io.footfall.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;

/** The PostgreSQL of the tests. */
public final class Databases {

  /**
   * Where its programs are. The library unpacks them once into the first directory that a JVM
   * names, so every test names this one.
   */
  public static final Path PROGRAMS = Path.of("target", "it", "postgres").toAbsolutePath();

  private Databases() {}

  /** Begins to make one. */
  public static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder().setOverrideWorkingDirectory(PROGRAMS.toFile());
  }
}
