package io.footfall.eventlog;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import io.footfall.count.Sum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The event log's tables in PostgreSQL. Used by one thread at a time. */
public final class EventLog implements LogStore {

  /** Beyond this the database counts as not answering, whoever made the connection. */
  private static final int ANSWER_MILLIS = 30_000;

  private final EventLogSource source;
  private final String cluster;
  private boolean ensured;

  /**
   * A log that is not connected yet.
   *
   * @param cluster the name of the cluster whose counters these are
   */
  public EventLog(EventLogSource source, String cluster) {
    this.source = source;
    this.cluster = cluster;
  }

  @Override
  public String label() {
    return source.label();
  }

  /**
   * Lets go of what JDBC drivers of this class loader have registered, so that it can be collected.
   */
  public static void release() {
    UrlSource.release();
  }

  /**
   * Connects, and creates the tables and views that are missing.
   *
   * @throws EventLogException if the database cannot be reached or used; after that the schema is
   *     looked at again
   */
  @Override
  public Session connect() throws EventLogException {
    boolean known = ensured;
    ensured = false;
    Connection connection = null;
    try {
      connection = source.open();
      Session session = new Session(connection);
      if (!known) {
        Schema.ensure(connection);
      }
      ensured = true;
      return session;
    } catch (SQLException e) {
      discard(connection);
      throw EventLogException.of(e);
    } catch (EventLogException | RuntimeException | Error e) {
      discard(connection);
      throw e;
    }
  }

  /**
   * Connects to read. Nothing is created, and the database refuses whatever would write.
   *
   * @throws EventLogException if the database cannot be reached or read
   */
  public Session connectToRead() throws EventLogException {
    Connection connection = null;
    try {
      connection = source.open();
      connection.setReadOnly(true);
      return new Session(connection);
    } catch (SQLException e) {
      discard(connection);
      throw EventLogException.of(e);
    }
  }

  private static void discard(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.rollback();
        connection.close();
      } catch (SQLException alreadyBroken) {
        // What it was about has been told.
      }
    }
  }

  /** One connection; closing gives it back. */
  public final class Session implements LogStore.Session {

    private static final String ROWS =
        " FROM unnest(?::uuid[], ?::text[], ?::bigint[], ?::int[], ?::bigint[], ?::bigint[])"
            + " AS r (identity, counter, slot, seconds, increments, decrements)";

    private static final String EVENTS =
        "INSERT INTO footfall_event AS e"
            + " (identity, counter, slot_start, slot_seconds, increments, decrements)"
            + " SELECT r.identity, r.counter, to_timestamp(r.slot), r.seconds,"
            + " max(r.increments), max(r.decrements)"
            + ROWS
            + "%s"
            + " GROUP BY r.identity, r.counter, r.slot, r.seconds"
            + " ORDER BY r.identity, r.counter COLLATE \"C\", r.slot"
            + " ON CONFLICT (identity, counter, slot_start, slot_seconds) DO UPDATE SET"
            + " increments = GREATEST(e.increments, EXCLUDED.increments),"
            + " decrements = GREATEST(e.decrements, EXCLUDED.decrements)"
            + " WHERE e.increments < EXCLUDED.increments OR e.decrements < EXCLUDED.decrements";

    private static final String ABOVE =
        " LEFT JOIN footfall_sum s ON s.identity = r.identity AND s.counter = r.counter"
            + " WHERE s.identity IS NULL"
            + " OR r.increments > s.increments OR r.decrements > s.decrements";

    private static final String SUMS =
        "INSERT INTO footfall_sum AS s (identity, counter, increments, decrements)"
            + " SELECT r.identity, r.counter, max(r.increments), max(r.decrements)"
            + ROWS
            + " GROUP BY r.identity, r.counter"
            + " ORDER BY r.identity, r.counter COLLATE \"C\""
            + " ON CONFLICT (identity, counter) DO UPDATE SET"
            + " increments = GREATEST(s.increments, EXCLUDED.increments),"
            + " decrements = GREATEST(s.decrements, EXCLUDED.decrements)"
            + " WHERE s.increments < EXCLUDED.increments OR s.decrements < EXCLUDED.decrements";

    private static final String IDENTITIES =
        "INSERT INTO footfall_identity AS i (identity, cluster, node) SELECT r.identity, ?, r.node"
            + " FROM unnest(?::uuid[], ?::text[]) AS r (identity, node) ORDER BY r.identity ON"
            + " CONFLICT (identity) DO UPDATE SET node = EXCLUDED.node WHERE EXCLUDED.node <> ''"
            + " AND i.node <> EXCLUDED.node";

    /** The last event of a counter is the end of a key's range, so old events cost nothing. */
    private static final String LOGGED =
        "SELECT s.identity, i.node, s.counter, s.increments, s.decrements,"
            + " extract(epoch FROM e.slot_start)::bigint + e.slot_seconds"
            + " FROM footfall_sum s JOIN footfall_identity i ON i.identity = s.identity"
            + " LEFT JOIN LATERAL (SELECT slot_start, slot_seconds FROM footfall_event"
            + " WHERE identity = s.identity AND counter = s.counter"
            + " ORDER BY slot_start DESC, slot_seconds DESC LIMIT 1) e ON true"
            + " WHERE i.cluster = ?";

    private final Connection connection;
    private int timeoutBefore = -1;

    Session(Connection connection) throws SQLException {
      this.connection = connection;
      connection.setAutoCommit(false);
      try {
        timeoutBefore = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
      } catch (SQLFeatureNotSupportedException | AbstractMethodError notByThisPool) {
        timeoutBefore = -1;
      }
    }

    @Override
    public int append(List<LogRow> rows, Map<Identity, String> nodes) throws EventLogException {
      return write(rows, nodes, EVENTS.formatted(""));
    }

    @Override
    public int raise(List<LogRow> rows, Map<Identity, String> nodes) throws EventLogException {
      return write(rows, nodes, EVENTS.formatted(ABOVE));
    }

    private int write(List<LogRow> rows, Map<Identity, String> nodes, String events)
        throws EventLogException {
      try {
        Map<Identity, String> named = new LinkedHashMap<>();
        rows.forEach(row -> named.put(row.identity(), nodes.getOrDefault(row.identity(), "")));
        try (PreparedStatement identities = connection.prepareStatement(IDENTITIES)) {
          identities.setString(1, cluster);
          identities.setArray(
              2,
              connection.createArrayOf(
                  "text", named.keySet().stream().map(Identity::toString).toArray()));
          identities.setArray(3, connection.createArrayOf("text", named.values().toArray()));
          identities.executeUpdate();
        }
        int changed = execute(events, rows);
        execute(SUMS, rows);
        connection.commit();
        return changed;
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    private int execute(String sql, List<LogRow> rows) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        set(statement, 1, "text", rows, row -> row.identity().toString());
        set(statement, 2, "text", rows, LogRow::counter);
        set(statement, 3, "int8", rows, LogRow::slotStart);
        set(statement, 4, "int4", rows, LogRow::slotSeconds);
        set(statement, 5, "int8", rows, LogRow::increments);
        set(statement, 6, "int8", rows, LogRow::decrements);
        return statement.executeUpdate();
      }
    }

    private void set(
        PreparedStatement statement,
        int index,
        String type,
        List<LogRow> rows,
        Function<LogRow, Object> column)
        throws SQLException {
      statement.setArray(
          index, connection.createArrayOf(type, rows.stream().map(column).toArray()));
    }

    /** What the log holds of each counter of this cluster, over all identities. */
    public SortedMap<String, Sum> values() throws EventLogException {
      SortedMap<String, Sum> values = new TreeMap<>();
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT counter, increments, decrements FROM footfall_value WHERE cluster = ?")) {
        statement.setString(1, cluster);
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            values.put(result.getString(1), new Sum(result.getLong(2), result.getLong(3)));
          }
        }
        connection.commit();
        return values;
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    /** What the log holds of each counter of each identity of this cluster, as of one moment. */
    public List<LoggedSum> sums() throws EventLogException {
      List<LoggedSum> sums = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement(LOGGED)) {
        statement.setString(1, cluster);
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            UUID identity = result.getObject(1, UUID.class);
            long slotEnd = result.getLong(6);
            boolean noSlot = result.wasNull();
            sums.add(
                new LoggedSum(
                    new Identity(
                        identity.getMostSignificantBits(), identity.getLeastSignificantBits()),
                    result.getString(2),
                    result.getString(3),
                    new Sum(result.getLong(4), result.getLong(5)),
                    noSlot ? null : Instant.ofEpochSecond(slotEnd)));
          }
        }
        connection.commit();
        return sums;
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    /** The names of the clusters that have written to this database. */
    public SortedSet<String> clusters() throws EventLogException {
      SortedSet<String> clusters = new TreeSet<>();
      try (PreparedStatement statement =
              connection.prepareStatement("SELECT DISTINCT cluster FROM footfall_identity");
          ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          clusters.add(result.getString(1));
        }
        connection.commit();
        return clusters;
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    private EventLogException failed(SQLException e) {
      try {
        connection.rollback();
      } catch (SQLException alreadyBroken) {
        e.addSuppressed(alreadyBroken);
      }
      ensured = false;
      return EventLogException.of(e);
    }

    @Override
    public void close() throws EventLogException {
      try (Connection closing = connection) {
        if (closing.isClosed()) {
          return;
        }
        closing.rollback();
        closing.setAutoCommit(true);
        if (timeoutBefore >= 0) {
          closing.setNetworkTimeout(Runnable::run, timeoutBefore);
        }
      } catch (SQLException e) {
        ensured = false;
        throw EventLogException.of(e);
      }
    }
  }
}
