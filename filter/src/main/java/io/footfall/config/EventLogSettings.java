package io.footfall.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where slots are logged: in a data source of the container, at a URL, or nowhere. At most one of
 * the first two is not empty.
 *
 * @param dataSource a JNDI name, or empty
 * @param url a JDBC URL without user and password, or empty
 * @param user who logs in at the URL, or empty
 * @param password of this user, or empty
 * @param userFile a file that has the user, or null
 * @param passwordFile a file that has the password, or null
 */
public record EventLogSettings(
    String dataSource,
    String url,
    String user,
    String password,
    @Nullable Path userFile,
    @Nullable Path passwordFile) {

  /** No event log. */
  static final EventLogSettings OFF = new EventLogSettings("", "", "", "", null, null);

  /** Whether there is none. */
  public boolean isOff() {
    return dataSource.isEmpty() && url.isEmpty();
  }

  /** All but the password. */
  @Override
  public String toString() {
    return "EventLogSettings[dataSource=%s, url=%s, user=%s, userFile=%s, passwordFile=%s]"
        .formatted(dataSource, url, user, userFile, passwordFile);
  }
}
