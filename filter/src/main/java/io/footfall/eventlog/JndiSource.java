package io.footfall.eventlog;

import java.sql.Connection;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A {@code DataSource} of the container, by its JNDI name.
 *
 * <p>It is looked up on the thread that makes this object, because a container may bind {@code
 * java:comp} to its own threads only; what is not there yet is looked for again at each connection.
 */
public final class JndiSource implements EventLogSource {

  private final String name;
  private @Nullable DataSource found;

  /** Looks the name up; it need not be there yet. */
  public JndiSource(String name) {
    this.name = name;
    try {
      found = lookUp();
    } catch (EventLogException notYet) {
      found = null;
    }
  }

  @Override
  public Connection open() throws SQLException, EventLogException {
    DataSource source = found;
    if (source == null) {
      source = lookUp();
      found = source;
    }
    return source.getConnection();
  }

  @Override
  public String label() {
    return name;
  }

  @SuppressWarnings("BanJNDI") // The operator's setting, which can name no other scheme than java:.
  private DataSource lookUp() throws EventLogException {
    try {
      InitialContext context = new InitialContext();
      try {
        return asDataSource(context.lookup(name));
      } catch (NamingException e) {
        if (name.startsWith("java:")) {
          throw e;
        }
        return asDataSource(context.lookup("java:comp/env/" + name));
      }
    } catch (NamingException e) {
      throw new EventLogException(
          "there is no data source \"%s\" (%s): define it in the container, or correct footfall.event-log"
              .formatted(name, e),
          e);
    }
  }

  private DataSource asDataSource(Object bound) throws EventLogException {
    if (bound instanceof DataSource source) {
      return source;
    }
    throw new EventLogException(
        "what is bound at \"%s\" is no javax.sql.DataSource but a %s: correct footfall.event-log"
            .formatted(name, bound == null ? "nothing" : bound.getClass().getName()),
        null);
  }
}
