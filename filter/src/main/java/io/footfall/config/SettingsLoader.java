package io.footfall.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way from {@link Sources} to {@link Settings}.
 *
 * <p>Each setting is taken from the first source that has it: system property, environment, filter
 * parameter, context parameter, default. A bad value is not passed over for the next source,
 * because whoever wrote it meant it to win; it is reported, and the default holds.
 *
 * <p>An instance is one load, used by one thread.
 */
public final class SettingsLoader {

  /** A text and where it was written. */
  private record Found(String text, Source source, String key) {

    String origin() {
      return "from the " + source.label() + " " + key;
    }

    String summary(Setting<?> setting) {
      return setting.name()
          + "="
          + setting.shown(text)
          + (source == Source.ENVIRONMENT
              ? " (" + key + " in the environment)"
              : " (" + source.label() + " " + key + ")");
    }
  }

  private static final String QUERY_EXAMPLE =
      "the DNS name of a headless service, as in footfall.default.svc.cluster.local";

  private final Sources sources;
  private final List<String> problems = new ArrayList<>();
  private final Map<Setting<?>, Found> accepted = new LinkedHashMap<>();
  private final Map<Setting<?>, String> notDefault = new LinkedHashMap<>();

  private SettingsLoader(Sources sources) {
    this.sources = sources;
  }

  /**
   * Reads and checks every setting, and looks for names that are none.
   *
   * <p>Never throws: what is wrong is in the result. Reads the file system only to see whether a
   * stack's file is readable; asks for the host name only if the node has no name.
   */
  public static Loaded load(Sources sources) {
    return new SettingsLoader(sources).load();
  }

  private Loaded load() {
    boolean enabled = value(Setting.ENABLED);
    var node = value(Setting.NODE);
    var location = value(Setting.LOCATION);
    var url = value(Setting.URL);
    var dataDir = value(Setting.DATA_DIR);
    var cluster = value(Setting.CLUSTER);
    var stack = value(Setting.STACK);
    var hosts = value(Setting.HOSTS);
    var bindAddress = value(Setting.BIND_ADDRESS);
    int port = value(Setting.PORT);
    var flushInterval = value(Setting.FLUSH_INTERVAL);
    var counters = value(Setting.COUNTERS);
    int maxCounters = value(Setting.MAX_COUNTERS);
    var exclude = value(Setting.EXCLUDE);
    var tiers = value(Setting.TIERS);
    var series = value(Setting.SERIES);
    var joinTimeout = value(Setting.JOIN_TIMEOUT);
    var packAfter = value(Setting.PACK_AFTER);
    var slot = value(Setting.SLOT);
    EventLogSettings eventLog = eventLog();
    HttpMode httpMode = value(Setting.HTTP);
    String httpRole = value(Setting.HTTP_ROLE);
    boolean httpOpen = value(Setting.HTTP_OPEN);
    boolean strict = value(Setting.STRICT);

    String agreed = agreedStack(stack, hosts);
    var agreedHosts = agreed.equals(stack) ? agreedHosts(stack, hosts) : List.<Host>of();
    boolean queried = agreed.equals("kubernetes");
    Settings settings =
        new Settings(
            sources.context(),
            enabled,
            node,
            location,
            url,
            dataDir,
            cluster,
            agreed,
            agreedHosts.stream().map(host -> queried ? host.name() : host.withPort(port)).toList(),
            agreedBindAddress(stack, agreed, bindAddress),
            port,
            flushInterval,
            counters,
            maxCounters,
            exclude,
            tiers,
            series,
            joinTimeout,
            packAfter,
            slot,
            eventLog,
            agreedHttp(httpMode, httpRole, httpOpen),
            strict);
    problems.addAll(UnknownNames.problems(sources));
    return new Loaded(
        settings, problems, UnknownNames.warnings(sources), List.copyOf(notDefault.values()));
  }

  private <T> T value(Setting<T> setting) {
    Found found = find(setting);
    if (found == null) {
      return setting.defaultValue().apply(sources);
    }
    T value = setting.parse(found.text(), sources);
    if (value == null) {
      report(setting, setting.rule().mustBe(), found, setting.rule().wayOut());
      return setting.defaultValue().apply(sources);
    }
    accepted.put(setting, found);
    // The default of the node may cost a look-up in the network, for which nobody asked.
    if (setting.equals(Setting.NODE) || !value.equals(setting.defaultValue().apply(sources))) {
      notDefault.put(setting, found.summary(setting));
    }
    return value;
  }

  private @Nullable Found find(Setting<?> setting) {
    for (Source source : Source.values()) {
      String key = source.key(setting.name());
      String text = source.in(sources).get(key);
      if (text == null) {
        continue;
      }
      text = text.strip();
      // An empty variable is how an environment is told to forget one.
      boolean ignored =
          source == Source.ENVIRONMENT && (text.isEmpty() || UnknownNames.isInjected(key, text));
      if (!ignored) {
        return new Found(text, source, key);
      }
    }
    return null;
  }

  /** The stack that the hosts allow; the default if they contradict the chosen one. */
  private String agreedStack(String stack, List<Host> hosts) {
    boolean queried = stack.equals("kubernetes");
    Found ofHosts = accepted.get(Setting.HOSTS);
    if (hosts.isEmpty() && (queried || stack.equals("tcp"))) {
      problems.add(
          "footfall.stack must come with valid footfall.hosts when it is %s, was \"%s\" (%s) without: set footfall.hosts to %s, or remove footfall.stack; until then it is loopback"
              .formatted(
                  stack,
                  stack,
                  origin(Setting.STACK),
                  queried ? QUERY_EXAMPLE : "the nodes, as in 10.0.0.1,10.0.0.2"));
    } else if (queried && ofHosts != null && (hosts.size() > 1 || !hosts.get(0).isDnsName())) {
      report(
          Setting.HOSTS,
          "one DNS name without a port when footfall.stack is kubernetes",
          ofHosts,
          "set it to " + QUERY_EXAMPLE + "; until then footfall.stack is loopback");
    } else {
      return stack;
    }
    notDefault.remove(Setting.STACK);
    notDefault.remove(Setting.HOSTS);
    return Setting.STACK.defaultValue().apply(sources);
  }

  /** The hosts that the stack asks for. */
  private List<Host> agreedHosts(String stack, List<Host> hosts) {
    if (!stack.equals("loopback") && !stack.equals("udp")) {
      return hosts;
    }
    Found found = accepted.get(Setting.HOSTS);
    // Where the stack itself was at fault, that has been said, and is enough.
    boolean chosen = accepted.containsKey(Setting.STACK) || find(Setting.STACK) == null;
    if (!hosts.isEmpty() && found != null && chosen) {
      report(
          Setting.HOSTS,
          "empty when footfall.stack is " + stack,
          found,
          "set footfall.stack=tcp, which asks the hosts, or remove footfall.hosts");
    }
    notDefault.remove(Setting.HOSTS);
    return List.of();
  }

  /** The address that the stack can listen at; the default if they contradict each other. */
  private String agreedBindAddress(String chosen, String agreed, String address) {
    if (!agreed.equals("loopback") || address.isEmpty() || isLoopback(address)) {
      return address;
    }
    Found found = accepted.get(Setting.BIND_ADDRESS);
    // Where the stack itself was at fault, that has been said, and is enough.
    if (found != null && chosen.equals(agreed)) {
      report(
          Setting.BIND_ADDRESS,
          "an address of this machine alone, as 127.0.0.1, when footfall.stack is loopback",
          found,
          "set footfall.stack to tcp, udp or kubernetes, or remove footfall.bind-address");
    }
    notDefault.remove(Setting.BIND_ADDRESS);
    return Setting.BIND_ADDRESS.defaultValue().apply(sources);
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.")
        || address.equals("::1")
        || address.equalsIgnoreCase("localhost")
        || address.equalsIgnoreCase("loopback");
  }

  /**
   * A data source beats a URL, and a file what is written beside it; both together are a mistake.
   */
  private EventLogSettings eventLog() {
    String dataSource = value(Setting.EVENT_LOG).replaceAll("^off$", "");
    String url = value(Setting.EVENT_LOG_URL);
    String user = value(Setting.EVENT_LOG_USER);
    String password = value(Setting.EVENT_LOG_PASSWORD);
    Path userFile = value(Setting.EVENT_LOG_USER_FILE).orElse(null);
    Path passwordFile = value(Setting.EVENT_LOG_PASSWORD_FILE).orElse(null);
    if (!dataSource.isEmpty()) {
      url = ignored(Setting.EVENT_LOG_URL, url, "footfall.event-log");
      user = ignored(Setting.EVENT_LOG_USER, user, "footfall.event-log");
      password = ignored(Setting.EVENT_LOG_PASSWORD, password, "footfall.event-log");
    }
    if (userFile != null) {
      user = ignored(Setting.EVENT_LOG_USER, user, "footfall.event-log-user-file");
    }
    if (passwordFile != null) {
      password = ignored(Setting.EVENT_LOG_PASSWORD, password, "footfall.event-log-password-file");
    }
    return dataSource.isEmpty() && url.isEmpty()
        ? EventLogSettings.OFF
        : new EventLogSettings(dataSource, url, user, password, userFile, passwordFile);
  }

  /** Empty, and a problem if it was not. */
  private String ignored(Setting<?> setting, String value, String other) {
    Found found = accepted.get(setting);
    if (!value.isEmpty() && found != null) {
      report(setting, "empty when " + other + " is set", found, "remove one of the two");
      notDefault.remove(setting);
    }
    return "";
  }

  /** The HTTP API without words that say nothing, or that would open what another closes. */
  private Http agreedHttp(HttpMode mode, String role, boolean open) {
    Found ofHttp = find(Setting.HTTP);
    // Where the mode itself was at fault, that has been said, and is enough.
    boolean off = mode == HttpMode.OFF && (ofHttp == null || accepted.containsKey(Setting.HTTP));
    Found ofRole = find(Setting.HTTP_ROLE);
    Found ofOpen = accepted.get(Setting.HTTP_OPEN);
    // A role that was meant, well written or not, closes the API to those without it.
    boolean roleIsMeant = ofRole != null && !ofRole.text().isEmpty();
    if (off && ofRole != null && roleIsMeant && accepted.containsKey(Setting.HTTP_ROLE)) {
      report(
          Setting.HTTP_ROLE,
          "empty when footfall.http is off",
          ofRole,
          "set footfall.http to read or write, or remove footfall.http-role");
    }
    if (open && ofOpen != null && (off || roleIsMeant)) {
      report(
          Setting.HTTP_OPEN,
          off ? "false when footfall.http is off" : "false when footfall.http-role is set",
          ofOpen,
          off
              ? "set footfall.http to read or write, or remove footfall.http-open"
              : "remove footfall.http-open, or footfall.http-role to answer everybody");
    }
    if (off) {
      notDefault.remove(Setting.HTTP_ROLE);
    }
    if (off || roleIsMeant) {
      notDefault.remove(Setting.HTTP_OPEN);
    }
    return new Http(mode, off ? "" : role, open && !off && !roleIsMeant);
  }

  private String origin(Setting<?> setting) {
    Found found = find(setting);
    return found == null ? "the default" : found.origin();
  }

  private void report(Setting<?> setting, String mustBe, Found found, String wayOut) {
    problems.add(
        "footfall.%s must be %s, was \"%s\" (%s): %s"
            .formatted(
                setting.name(),
                mustBe,
                setting.shown(found.text()),
                found.origin(),
                found.text().isEmpty() ? wayOut + ", or remove the setting" : wayOut));
  }
}
