package io.footfall.eventlog;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections to the event log's database come from. Used by one thread at a time. */
public interface EventLogSource {

  /**
   * A new connection, or one of a pool; the caller closes it.
   *
   * @throws SQLException if the database cannot be reached or refuses
   * @throws EventLogException if there is no driver, data source or password file
   */
  Connection open() throws SQLException, EventLogException;

  /** What to call it in messages; has no password. */
  String label();
}
