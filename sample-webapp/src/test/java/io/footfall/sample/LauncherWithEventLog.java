package io.footfall.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Starts the sample with an event log in a PostgreSQL of its own, which ends with it and keeps
 * nothing: nothing need be installed. A real server is named by {@code FOOTFALL_EVENT_LOG_URL}
 * instead, with the ordinary launcher.
 */
public final class LauncherWithEventLog {

  private LauncherWithEventLog() {}

  /**
   * Serves until the process is stopped.
   *
   * @param args not used
   */
  public static void main(String[] args) throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.start();
    String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
    System.setProperty("footfall.event-log-url", url);
    System.setProperty("footfall.event-log-user", "postgres");
    System.out.println("footfall event log at " + url + " user=postgres, without a password");
    Launcher.main(args);
  }
}
