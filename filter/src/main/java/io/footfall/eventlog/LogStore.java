package io.footfall.eventlog;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import java.util.List;
import java.util.Map;

/**
 * Where the event log is written. Sums are raised and never lowered, so whatever is written twice,
 * late or in doubt changes nothing. Used by one thread at a time.
 */
public interface LogStore {

  /** What to call it in messages; has no password. */
  String label();

  /**
   * Connects, to write.
   *
   * @throws EventLogException if it cannot be reached or used
   */
  Session connect() throws EventLogException;

  /** One connection; closing gives it back. */
  interface Session extends AutoCloseable {

    /**
     * Writes rows in one transaction, each in its own slot, whatever later slots hold.
     *
     * @param nodes by identity, the display name of its node, or empty
     * @return how many rows of the log changed
     * @throws EventLogException if it is not known to be done; it may be all the same
     */
    int append(List<LogRow> rows, Map<Identity, String> nodes) throws EventLogException;

    /**
     * Writes rows in one transaction, but only those that are above what the log holds of their
     * counter: for sums that are known without their time.
     *
     * @param nodes by identity, the display name of its node, or empty
     * @return how many rows of the log changed
     * @throws EventLogException if it is not known to be done; it may be all the same
     */
    int raise(List<LogRow> rows, Map<Identity, String> nodes) throws EventLogException;

    @Override
    void close() throws EventLogException;
  }
}
