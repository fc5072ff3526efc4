package io.footfall.infinispan;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.infinispan.commons.CacheConfigurationException;
import org.infinispan.commons.configuration.io.URLConfigurationResourceResolver;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.configuration.parsing.ParserRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.jgroups.FileJGroupsChannelConfigurator;
import org.jgroups.conf.ProtocolConfiguration;

/**
 * Starts and stops the Infinispan that holds the ledger, from this JAR's {@code infinispan.xml}.
 *
 * <p>No system property is set, and classes are loaded by the loader of this class, so that it
 * works inside a web application. Safe for use by many threads.
 */
public final class LedgerConfiguration {
  /** The name of the cache that holds the ledger. */
  public static final String CACHE_NAME = "footfall";

  private static final String XML = "infinispan.xml";
  private static final String OWN_STACK = "footfall-file";
  private static final Set<String> STACKS = Set.of("loopback", "tcp", "udp", "kubernetes");

  private static final System.Logger LOG = System.getLogger("io.footfall.infinispan");

  private LedgerConfiguration() {}

  /**
   * Starts a cache manager and the ledger's cache, and joins the cluster. Takes several seconds,
   * nearly all of it processor time; where no other node answers, the join timeout comes on top.
   *
   * <p>The caller stops it with {@link #stop}.
   *
   * @throws LedgerStartException if it cannot be started; nothing of it is left running
   */
  public static DefaultCacheManager start(LedgerOptions options) {
    RequiredInfinispan.check();
    ClassLoader own = LedgerConfiguration.class.getClassLoader();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(own);
    try {
      BindAddress.requireOurs(options.bindAddress());
      ConfigurationBuilderHolder holder = load(options);
      DefaultCacheManager manager = new DefaultCacheManager(holder, false);
      Residue.begin(manager);
      try {
        manager.start();
        manager.getCache(CACHE_NAME);
        return manager;
      } catch (RuntimeException | LinkageError e) {
        stopQuietly(manager, e);
        throw explained(options, e);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Reads the configuration, for those who start Infinispan themselves or change something first.
   *
   * @throws LedgerStartException if the stack is a file that cannot be read or is no JGroups stack
   */
  public static ConfigurationBuilderHolder load(LedgerOptions options) {
    ClassLoader own = LedgerConfiguration.class.getClassLoader();
    Properties values = values(options);
    URL xml = LedgerConfiguration.class.getResource(XML);
    if (xml == null) {
      throw new IllegalStateException(
          XML + " is missing beside " + LedgerConfiguration.class + ": the JAR is incomplete");
    }
    ConfigurationBuilderHolder holder;
    try (InputStream in = xml.openStream()) {
      holder =
          new ParserRegistry(own, false, values)
              .parse(in, new URLConfigurationResourceResolver(xml), MediaType.APPLICATION_XML);
    } catch (IOException | CacheConfigurationException e) {
      throw new LedgerStartException("cannot read " + xml + ": " + e.getMessage(), e);
    }
    if (!STACKS.contains(options.stack())) {
      holder.addJGroupsStack(file(options.stack(), values));
      holder.getGlobalConfigurationBuilder().transport().stack(OWN_STACK);
    }
    holder.getGlobalConfigurationBuilder().classLoader(own);
    ConfigurationBuilder cache = holder.getNamedConfigurationBuilders().get(CACHE_NAME);
    if (cache == null) {
      throw new IllegalStateException(xml + " has no cache \"" + CACHE_NAME + "\"");
    }
    // The XML has no word for it: a transaction of one putAll commits with one message.
    cache.transaction().use1PcForAutoCommitTransactions(true);
    return holder;
  }

  /**
   * Stops a cache manager that {@link #start} made, and its threads. Another one may be started
   * afterwards.
   *
   * @return whether it stopped within {@code bound}; if not, it goes on stopping in the background
   */
  public static boolean stop(EmbeddedCacheManager manager, Duration bound) {
    return Residue.stop(manager, bound);
  }

  /**
   * Removes what keeps this class's loader alive after the last manager has stopped. For web
   * applications that are taken down: where Infinispan belongs to the application, it cannot be
   * started again. Elsewhere it does nothing. Where a manager is still starting or stopping, it is
   * done once that has ended.
   *
   * @param bound how long to wait for the last threads to end
   */
  public static void release(Duration bound) {
    Residue.release(bound);
  }

  private static Properties values(LedgerOptions options) {
    Properties values = new Properties();
    // A stack file of the user's may speak of system properties; ours are read from here only.
    values.putAll(System.getProperties());
    boolean named = STACKS.contains(options.stack());
    values.setProperty("ledger.cluster", options.cluster());
    values.setProperty("ledger.node", options.nodeName());
    values.setProperty("ledger.stack", named ? options.stack() : "loopback");
    values.setProperty("ledger.port", Integer.toString(options.port()));
    values.setProperty("ledger.join-timeout", Long.toString(options.joinTimeout().toMillis()));
    values.setProperty("ledger.remote-timeout", Long.toString(options.remoteTimeout().toMillis()));
    boolean loopback = options.stack().equals("loopback");
    String bind = options.bindAddress();
    if (bind.isEmpty()) {
      bind = loopback ? "127.0.0.1" : "SITE_LOCAL";
    }
    values.setProperty("ledger.bind-address", bind);
    if (options.stack().equals("kubernetes")) {
      values.setProperty("ledger.dns-query", options.hosts().get(0));
    }
    List<String> hosts = loopback ? List.of(loopbackHost(bind)) : options.hosts();
    if (!options.stack().equals("kubernetes")) {
      values.setProperty("ledger.hosts", Hosts.initialHosts(hosts, options.port()));
    }
    return values;
  }

  private static String loopbackHost(String bind) {
    return bind.equalsIgnoreCase("loopback") ? "127.0.0.1" : bind;
  }

  private static FileJGroupsChannelConfigurator file(String stack, Properties values) {
    String way =
        ": stack must be one of loopback, tcp, udp, kubernetes, or the path of a JGroups XML file";
    Path path;
    try {
      path = Path.of(stack);
    } catch (InvalidPathException e) {
      throw new LedgerStartException("stack \"" + stack + "\" is no path" + way, e);
    }
    try (InputStream in = Files.newInputStream(path)) {
      FileJGroupsChannelConfigurator configurator =
          new FileJGroupsChannelConfigurator(OWN_STACK, stack, in, values);
      if (configurator.getProtocolStack().isEmpty()) {
        throw new IOException("it names no protocol");
      }
      for (ProtocolConfiguration protocol : configurator.getProtocolStack()) {
        requireKnown(protocol.getProtocolName());
      }
      return configurator;
    } catch (IOException | RuntimeException e) {
      throw new LedgerStartException(
          "cannot read the stack \"" + path.toAbsolutePath() + "\" (" + e + ")" + way, e);
    }
  }

  /** JGroups would find out too, but only after the start has begun, and at length. */
  private static void requireKnown(String protocol) throws IOException {
    for (String beginning :
        List.of("", "org.jgroups.protocols.", "org.jgroups.protocols.pbcast.")) {
      try {
        Class.forName(beginning + protocol, false, LedgerConfiguration.class.getClassLoader());
        return;
      } catch (ClassNotFoundException e) {
        LOG.log(System.Logger.Level.TRACE, "No protocol {0}{1}", beginning, protocol);
      }
    }
    throw new IOException("JGroups has no protocol " + protocol);
  }

  private static void stopQuietly(DefaultCacheManager manager, Throwable cause) {
    try {
      Residue.stop(manager, Duration.ofSeconds(10));
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static LedgerStartException explained(LedgerOptions options, Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof BindException)) {
      cause = cause.getCause();
    }
    if (cause instanceof BindException) {
      int last = options.port() + LedgerOptions.PORTS - 1;
      return new LedgerStartException(
          "no free port from %d to %d on bind-address \"%s\" (%s): set port to the first of ten free ports, and bind-address to an address of this machine"
              .formatted(options.port(), last, options.bindAddress(), cause.getMessage()),
          failure);
    }
    return new LedgerStartException(
        "cannot start the cluster \"%s\" with stack \"%s\" and bind-address \"%s\": %s"
            .formatted(options.cluster(), options.stack(), options.bindAddress(), cause),
        failure);
  }
}
