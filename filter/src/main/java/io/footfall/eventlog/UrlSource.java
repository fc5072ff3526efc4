package io.footfall.eventlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * A connection of its own to a JDBC URL, through the driver that the web application or its
 * container has.
 *
 * <p>The driver is called directly and not through {@link DriverManager}, which knows no drivers of
 * a web application. Files with user and password are read at each connection, so that a new
 * password needs no restart.
 */
public final class UrlSource implements EventLogSource {

  private static final String POSTGRESQL = "org.postgresql.Driver";

  private final String url;
  private final String user;
  private final String password;
  private final @Nullable Path userFile;
  private final @Nullable Path passwordFile;
  private @Nullable Driver driver;

  /**
   * Reads nothing yet.
   *
   * @param url without a password
   * @param user who logs in, or empty
   * @param password of the user, or empty
   * @param userFile a file that has the user, instead
   * @param passwordFile a file that has the password, instead
   */
  public UrlSource(
      String url,
      String user,
      String password,
      @Nullable Path userFile,
      @Nullable Path passwordFile) {
    this.url = url;
    this.user = user;
    this.password = password;
    this.userFile = userFile;
    this.passwordFile = passwordFile;
  }

  @Override
  public Connection open() throws SQLException, EventLogException {
    Driver through = driver;
    if (through == null) {
      through = findDriver();
      driver = through;
    }
    Properties properties = new Properties();
    put(properties, "user", userFile == null ? user : read(userFile));
    put(properties, "password", passwordFile == null ? password : read(passwordFile));
    // What the URL says of these wins.
    properties.setProperty("ApplicationName", "footfall");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "10");
    properties.setProperty("socketTimeout", "30");
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = through.connect(url, properties);
    if (connection == null) {
      throw new EventLogException(
          "the driver %s does not know the URL %s: correct footfall.event-log-url"
              .formatted(through.getClass().getName(), label()),
          null);
    }
    return connection;
  }

  @Override
  public String label() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  private static void put(Properties properties, String key, String value) {
    if (!value.isEmpty()) {
      properties.setProperty(key, value);
    }
  }

  private static String read(Path file) throws EventLogException {
    try {
      // An editor or "echo" leaves a line's end behind.
      return Files.readString(file).replaceAll("[\\r\\n]+\\z", "");
    } catch (IOException e) {
      throw new EventLogException(
          "the file %s cannot be read (%s): check footfall.event-log-user-file and footfall.event-log-password-file"
              .formatted(file, e),
          e);
    }
  }

  private Driver findDriver() throws EventLogException {
    ClassLoader own = UrlSource.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    for (ClassLoader loader : context == null ? List.of(own) : List.of(own, context)) {
      try {
        if (url.startsWith("jdbc:postgresql:")) {
          return Class.forName(POSTGRESQL, true, loader)
              .asSubclass(Driver.class)
              .getDeclaredConstructor()
              .newInstance();
        }
        for (Driver known : ServiceLoader.load(Driver.class, loader)) {
          if (known.acceptsURL(url)) {
            return known;
          }
        }
      } catch (ReflectiveOperationException
          | SQLException
          | LinkageError
          | ClassCastException notThere) {
        // The other loader may have it.
      }
    }
    throw new EventLogException(
        "there is no JDBC driver for %s: add org.postgresql:postgresql to the web application or to the container"
            .formatted(label()),
        null);
  }

  /**
   * Takes back what a driver of this class loader has registered with the JVM when it was loaded,
   * so that the class loader of a web application that stops can go.
   */
  static void release() {
    DriverManager.drivers()
        .filter(known -> known.getClass().getClassLoader() == UrlSource.class.getClassLoader())
        .toList()
        .forEach(
            known -> {
              try {
                DriverManager.deregisterDriver(known);
              } catch (SQLException | SecurityException e) {
                System.getLogger("io.footfall.eventlog")
                    .log(System.Logger.Level.DEBUG, "A JDBC driver stays registered", e);
              }
            });
  }
}
