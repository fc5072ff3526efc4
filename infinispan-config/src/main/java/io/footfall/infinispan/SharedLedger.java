package io.footfall.infinispan;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfiguration;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.lifecycle.ComponentStatus;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.marshall.protostream.impl.SerializationContextRegistry;
import org.infinispan.marshall.protostream.impl.SerializationContextRegistry.MarshallerType;

/**
 * The ledger's cache in a cache manager that belongs to somebody else, instead of one in a manager
 * of its own.
 *
 * <p>The manager is used as it is: it is never started, stopped or configured anew, and {@link
 * #close} removes from it what was added, but for the types of the ledger's entries, which
 * Infinispan cannot forget. Safe for use by many threads.
 */
public final class SharedLedger {
  private static final System.Logger LOG = System.getLogger("io.footfall.infinispan");

  private final EmbeddedCacheManager manager;
  private final String cacheName;

  private SharedLedger(EmbeddedCacheManager manager, String cacheName) {
    this.manager = manager;
    this.cacheName = cacheName;
  }

  /**
   * Defines the ledger's cache in a running manager and starts it there.
   *
   * @param options of which the cluster is the cache's name, and the remote timeout counts; the
   *     rest is the manager's own affair
   * @throws LedgerStartException if the manager does not fit; the message names every reason and
   *     the way out, and nothing of the cache is left in it
   */
  public static SharedLedger open(EmbeddedCacheManager manager, LedgerOptions options) {
    String name = options.cluster();
    List<String> reasons = misfits(manager, name);
    if (!reasons.isEmpty()) {
      throw new LedgerStartException(
          "the cache manager does not fit: " + String.join("; ", reasons), null);
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(SharedLedger.class.getClassLoader());
    SharedLedger shared = new SharedLedger(manager, name);
    try {
      Residue.leaveToOthers();
      teach(manager);
      manager.defineConfiguration(name, configuration(options));
      manager.getCache(name);
      return shared;
    } catch (RuntimeException | LinkageError e) {
      shared.remove();
      throw new LedgerStartException(
          "the cache \"%s\" cannot be started in the cache manager: %s".formatted(name, e), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The manager that was given. */
  public EmbeddedCacheManager manager() {
    return manager;
  }

  /** The name of the ledger's cache in it. */
  public String cacheName() {
    return cacheName;
  }

  /**
   * Stops the ledger's cache and removes it from the manager, which goes on.
   *
   * @return whether it stopped within {@code bound}; if not, it goes on stopping in the background
   */
  public boolean close(Duration bound) {
    return Residue.within(bound, this::remove);
  }

  private void remove() {
    try {
      if (manager.getStatus() != ComponentStatus.RUNNING) {
        return; // It was stopped before us, and our cache with it.
      }
      if (manager.isRunning(cacheName)) {
        manager.getCache(cacheName).stop();
      }
      manager.undefineConfiguration(cacheName);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the cache \"" + cacheName + "\" did not stop cleanly", e);
    }
  }

  private static Configuration configuration(LedgerOptions options) {
    ConfigurationBuilder cache =
        Objects.requireNonNull(
            LedgerConfiguration.load(options)
                .getNamedConfigurationBuilders()
                .get(LedgerConfiguration.CACHE_NAME));
    return cache.build();
  }

  /** Makes the entries' types known, unless the application has done so. */
  private static void teach(EmbeddedCacheManager manager) {
    SerializationContextRegistry types =
        GlobalComponentRegistry.componentOf(manager, SerializationContextRegistry.class);
    LedgerSchemaImpl schema = new LedgerSchemaImpl();
    if (!types.getUserCtx().canMarshall(Block.class)) {
      types.addContextInitializer(MarshallerType.USER, schema);
    }
    // This is where Infinispan puts those that it is configured with, too.
    if (!types.getGlobalCtx().canMarshall(Block.class)) {
      types.addContextInitializer(MarshallerType.GLOBAL, schema);
    }
  }

  private static List<String> misfits(EmbeddedCacheManager manager, String name) {
    List<String> reasons = new ArrayList<>();
    ComponentStatus status = manager.getStatus();
    if (status != ComponentStatus.RUNNING) {
      reasons.add("it is " + status + ": start it before Footfall's filter is initialised");
      return reasons;
    }
    GlobalConfiguration global = manager.getCacheManagerConfiguration();
    if (global.transport().transport() == null) {
      reasons.add("it has no transport, so no other node would be reached: configure one");
    }
    if (global.isZeroCapacityNode()) {
      reasons.add("it is a zero-capacity node, which holds no entries: give it a capacity");
    }
    String marshaller = marshaller(global);
    if (!marshaller.isEmpty()) {
      reasons.add(
          "its marshaller is "
              + marshaller
              + ", which does not know ProtoStream's types: leave Infinispan's default");
    }
    ClassLoader loader = global.classLoader();
    for (Class<?> type :
        List.of(IdentityKeyPartitioner.class, MaxMergePolicy.class, LedgerSchemaImpl.class)) {
      if (!isSeen(type, loader)) {
        reasons.add(
            "its class loader "
                + loader
                + " does not find this "
                + type.getName()
                + ": make the manager with the web application's class loader"
                + " (GlobalConfigurationBuilder.classLoader), and keep Infinispan in WEB-INF/lib;"
                + " the manager that an application leaves running when it is redeployed has the"
                + " classes of before: stop it with the application");
        break;
      }
    }
    if (manager.cacheConfigurationExists(name) || manager.isRunning(name)) {
      reasons.add(
          "it has a cache or configuration \""
              + name
              + "\" already, whose settings and entries are not Footfall's: rename it, or set"
              + " footfall.cluster to another name on every node");
    }
    return reasons;
  }

  private static String marshaller(GlobalConfiguration global) {
    Object chosen = global.serialization().marshaller();
    // Infinispan's own writes in ProtoStream's format, whatever the version calls it.
    return chosen == null || chosen.getClass().getName().contains("ProtoStream")
        ? ""
        : chosen.getClass().getName();
  }

  private static boolean isSeen(Class<?> type, ClassLoader loader) {
    try {
      return loader == null || Class.forName(type.getName(), false, loader) == type;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
