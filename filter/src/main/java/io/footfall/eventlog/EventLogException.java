package io.footfall.eventlog;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The event log could not be written or read; the message says why and what to do. */
public final class EventLogException extends Exception {

  private static final long serialVersionUID = 1;

  private static final String SEE = "see docs/event-log.md";

  EventLogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** In the words of whoever runs the database, with the way out where the state tells one. */
  static EventLogException of(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String told = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ").strip();
    return new EventLogException(told + wayOut(state), e);
  }

  private static String wayOut(String state) {
    if (state.startsWith("28")) {
      return ": check footfall.event-log-user and footfall.event-log-password, or the data source";
    }
    return switch (state) {
      case "42501" -> ": grant the role what it needs, " + SEE;
      case "3F000" -> ": create the schema that the search path names, or grant its use, " + SEE;
      case "3D000" -> ": create the database, or correct footfall.event-log-url";
      case "42P01" -> ": no node has written here yet, or the URL names another database or schema";
      case "53100" -> ": free space on the database's disk";
      case "25006" -> ": point footfall.event-log-url at the server that takes writes";
      default -> "";
    };
  }
}
