package io.footfall.eventlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Creates what is missing of the tables and views. Migrations are numbered from 1 and only ever
 * add, so that nodes of an older version go on writing beside newer ones.
 */
final class Schema {

  /** The newest migration; each is a file {@code schema-<number>.sql} beside this class. */
  static final int VERSION = 1;

  /** Many nodes may start at once; the key is "footfall" in ASCII. */
  private static final long ADVISORY_KEY = 0x666f_6f74_6661_6c6cL;

  private Schema() {}

  /** Brings the schema up to date in a transaction of its own; does nothing where it is. */
  static void ensure(Connection connection) throws SQLException, EventLogException {
    String encoding = text(connection, "SHOW server_encoding");
    if (!encoding.equals("UTF8")) {
      throw new EventLogException(
          "the database has the encoding %s, which cannot hold every counter's name: create one with ENCODING 'UTF8'"
              .formatted(encoding),
          null);
    }
    if (version(connection) < VERSION) {
      try (PreparedStatement lock =
          connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
        lock.setLong(1, ADVISORY_KEY);
        lock.execute();
      }
      for (int next = version(connection) + 1; next <= VERSION; next++) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(script(next));
        }
      }
    }
    connection.commit();
  }

  private static int version(Connection connection) throws SQLException {
    // Not by to_regclass: it may answer from before the lock was waited for.
    if (text(
            connection,
            "SELECT count(*)::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON"
                + " n.oid = c.relnamespace WHERE c.relname = 'footfall_schema' AND n.nspname = ANY"
                + " (current_schemas(false))")
        .equals("0")) {
      return 0;
    }
    return Integer.parseInt(
        text(connection, "SELECT coalesce(max(version), 0)::text FROM footfall_schema"));
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? String.valueOf(result.getString(1)) : "";
    }
  }

  static String script(int number) throws EventLogException {
    String name = "schema-" + number + ".sql";
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new EventLogException("the file " + name + " is missing in Footfall's JAR", null);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new EventLogException("the file " + name + " cannot be read: " + e, e);
    }
  }
}
