package io.footfall.inspect;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be compared.
 *
 * @param url the event log's database
 * @param user who logs in there, or empty
 * @param password of the user, or empty
 * @param userFile a file that has the user, instead
 * @param passwordFile a file that has the password, instead
 * @param driver the JAR of the JDBC driver; null if it is in the class path
 * @param cluster the cluster's name; null if it is to be found out
 * @param node where the HTTP API of a running node is; null for none
 * @param authorizationFile a file with the header {@code Authorization} for it; null for none
 * @param directories data directories
 * @param patience how long to wait for slots to close and to be delivered
 * @param all whether all differences are listed
 */
record ReconcileOptions(
    String url,
    String user,
    String password,
    @Nullable Path userFile,
    @Nullable Path passwordFile,
    @Nullable Path driver,
    @Nullable String cluster,
    @Nullable URI node,
    @Nullable Path authorizationFile,
    List<Path> directories,
    Duration patience,
    boolean all) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What is wrong with the arguments, in a sentence. */
  static final class Unclear extends Exception {
    private static final long serialVersionUID = 1;

    Unclear(String message) {
      super(message);
    }
  }

  /**
   * Reads arguments; what they do not say of the event log is taken from the environment, by the
   * names that a node reads.
   */
  static ReconcileOptions parse(List<String> args, Map<String, String> environment) throws Unclear {
    String url = environment.getOrDefault("FOOTFALL_EVENT_LOG_URL", "");
    String user = environment.getOrDefault("FOOTFALL_EVENT_LOG_USER", "");
    Path userFile = file(environment.get("FOOTFALL_EVENT_LOG_USER_FILE"));
    Path passwordFile = file(environment.get("FOOTFALL_EVENT_LOG_PASSWORD_FILE"));
    Path driver = null;
    String cluster = environment.get("FOOTFALL_CLUSTER");
    URI node = null;
    Path authorizationFile = null;
    List<Path> directories = new ArrayList<>();
    Duration patience = PATIENCE;
    boolean all = false;
    for (int i = 0; i < args.size(); i++) {
      String option = args.get(i);
      if (option.equals("--all")) {
        all = true;
        continue;
      }
      if (i + 1 == args.size()) {
        throw new Unclear("\"" + option + "\" is no option, or lacks its value");
      }
      String value = args.get(++i);
      switch (option) {
        case "--event-log-url" -> url = value;
        case "--event-log-user" -> {
          user = value;
          userFile = null;
        }
        case "--event-log-password-file" -> passwordFile = file(value);
        case "--driver" -> driver = file(value);
        case "--cluster" -> cluster = value;
        case "--node" -> node = uri(value);
        case "--authorization-file" -> authorizationFile = file(value);
        case "--data-dir" -> directories.add(directory(value));
        case "--wait" -> patience = patience(value);
        default -> throw new Unclear("\"" + option + "\" is no option");
      }
    }
    if (url.isEmpty()) {
      throw new Unclear(
          "the event log is not named: give --event-log-url, or set FOOTFALL_EVENT_LOG_URL");
    }
    if (node == null && directories.isEmpty()) {
      throw new Unclear(
          "there is nothing to compare the log with: give --node, --data-dir or both");
    }
    return new ReconcileOptions(
        url,
        user,
        environment.getOrDefault("FOOTFALL_EVENT_LOG_PASSWORD", ""),
        userFile,
        passwordFile,
        driver,
        cluster == null || cluster.isBlank() ? null : cluster.strip(),
        node,
        authorizationFile,
        List.copyOf(directories),
        patience,
        all);
  }

  private static @Nullable Path file(@Nullable String text) throws Unclear {
    if (text == null || text.isEmpty()) {
      return null;
    }
    Path file = path(text);
    if (!Files.isReadable(file)) {
      throw new Unclear(file.toAbsolutePath() + " is no file that can be read");
    }
    return file;
  }

  private static Path directory(String text) throws Unclear {
    Path directory = path(text);
    if (!Files.isDirectory(directory)) {
      throw new Unclear(
          directory.toAbsolutePath()
              + " is no directory that can be read: name the data-dir of a deployment, as the log"
              + " and the attribute Directory tell it");
    }
    return directory;
  }

  private static Path path(String text) throws Unclear {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Unclear("\"" + text + "\" is no path: " + e.getMessage());
    }
  }

  private static URI uri(String text) throws Unclear {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null
          && uri.getQuery() == null
          && uri.getUserInfo() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException notOne) {
      // Told below.
    }
    throw new Unclear(
        "--node must be where the HTTP API of a node is, as http://localhost:8080/footfall, was \""
            + text
            + "\"");
  }

  private static Duration patience(String text) throws Unclear {
    if (!text.matches("[0-9]{1,5}s")) {
      throw new Unclear("--wait must be a number of seconds, as in 60s, was \"" + text + "\"");
    }
    return Duration.ofSeconds(Integer.parseInt(text.substring(0, text.length() - 1)));
  }
}
