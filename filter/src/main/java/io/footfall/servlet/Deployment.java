package io.footfall.servlet;

import io.footfall.Counters;
import io.footfall.Footfall;
import io.footfall.Status;
import io.footfall.cluster.ClusterOptions;
import io.footfall.config.EventLogSettings;
import io.footfall.config.Http;
import io.footfall.config.HttpMode;
import io.footfall.config.Loaded;
import io.footfall.config.Settings;
import io.footfall.config.SettingsLoader;
import io.footfall.config.Sources;
import io.footfall.count.Clock;
import io.footfall.count.SlotPlan;
import io.footfall.count.Tier;
import io.footfall.eventlog.EventLogOptions;
import io.footfall.eventlog.JndiSource;
import io.footfall.eventlog.UrlSource;
import io.footfall.flow.Engine;
import io.footfall.flow.EngineOptions;
import io.footfall.flow.Health;
import io.footfall.http.Api;
import io.footfall.http.ApiOptions;
import io.footfall.jmx.CountersMBean;
import io.footfall.metrics.Source;
import io.footfall.metrics.Telemetry;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that counts for one servlet context: reads the settings, starts the parts, and closes
 * them in reverse order. There is one for each context, held in an attribute of it.
 *
 * <p>What fails here is told and leaves the application as it is; only a strict deployment refuses
 * to start. Safe for any thread.
 */
final class Deployment {

  /** The attribute of the context that holds its deployment. */
  static final String ATTRIBUTE = "io.footfall.servlet.Deployment";

  /** The attribute in which an application may hand over its own Infinispan cache manager. */
  static final String CACHE_MANAGER =
      String.join(".", "org", "infinispan", "manager", "EmbeddedCacheManager");

  private static final System.Logger LOG = System.getLogger("io.footfall.deployment");

  /** How long closing may take, the requests in flight included. */
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(10);

  private final ServletContext context;
  private final Health health = new Health();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean closesWithContext;

  private @Nullable Engine engine;
  private @Nullable Recorder recorder;
  private @Nullable CountersMBean mbean;
  private @Nullable Source source;
  private @Nullable Telemetry telemetry;
  private boolean offersHttp;

  private Deployment(ServletContext context) {
    this.context = context;
  }

  /**
   * The deployment of a context, started if this is the first call for it.
   *
   * @param parameters the filter's init parameters
   * @throws ServletException if the settings are strict and have problems
   */
  static Deployment in(ServletContext context, Map<String, String> parameters)
      throws ServletException {
    if (context.getAttribute(ATTRIBUTE) instanceof Deployment started) {
      return started;
    }
    Deployment deployment = new Deployment(context);
    try {
      deployment.start(parameters);
    } catch (Throwable e) {
      deployment.close();
      if (e instanceof ServletException refused) {
        throw refused;
      }
      Mishap.rethrowIfFatal(e);
      LOG.log(
          System.Logger.Level.ERROR,
          "Footfall could not start and counts nothing in the context \""
              + context.getContextPath()
              + "\"; the application is not affected",
          e);
    }
    context.setAttribute(ATTRIBUTE, deployment);
    return deployment;
  }

  private void start(Map<String, String> parameters) throws ServletException {
    Map<String, String> contextParameters = new HashMap<>();
    for (String name : Collections.list(context.getInitParameterNames())) {
      contextParameters.put(name, context.getInitParameter(name));
    }
    Loaded loaded =
        SettingsLoader.load(
            Sources.ofProcess(parameters, contextParameters, context.getContextPath()));
    if (loaded.isRefused()) {
      throw new ServletException(loaded.message());
    }
    if (!loaded.problems().isEmpty()) {
      LOG.log(System.Logger.Level.WARNING, loaded.message());
    }
    loaded.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    Settings settings = loaded.settings();
    if (!settings.enabled()) {
      LOG.log(
          System.Logger.Level.INFO,
          "Footfall is off in the context \"" + context.getContextPath() + "\" by its settings");
      return;
    }
    Engine started = Engine.open(options(loaded), health, Clock.SYSTEM);
    engine = started;
    Recorder counting =
        new Recorder(
            started.buckets(),
            health,
            settings.counters(),
            settings.exclude(),
            new EscapedStatus(context.getServerInfo()),
            new Classifiers(
                started.buckets(), health, Classifiers.load(context.getClassLoader(), health)));
    if (Habits.isGlassFish(context.getServerInfo())) {
      counting.hideResponses();
    }
    recorder = counting;
    Counters counters = started.counters();
    context.setAttribute(Footfall.ATTRIBUTE, counters);
    source =
        new Source(
            settings.context(), counters, () -> new OwnIncrements(started.buckets().snapshot()));
    if (settings.http().mode() != HttpMode.OFF) {
      context.setAttribute(Api.ATTRIBUTE, new Api(options(settings.http()), counters));
      offersHttp = true;
    }
    show(settings.context(), counters, started);
    tell(loaded, counters.status());
  }

  private static ApiOptions options(Http http) {
    return new ApiOptions(http.mode() == HttpMode.WRITE, http.role(), http.open());
  }

  private EngineOptions options(Loaded loaded) {
    Settings settings = loaded.settings();
    return new EngineOptions(
        version(),
        settings.node(),
        settings.location(),
        settings.url(),
        settings.directory(),
        new ClusterOptions(
            settings.cluster(),
            settings.stack(),
            settings.hosts(),
            settings.bindAddress(),
            settings.port(),
            settings.joinTimeout(),
            settings.packAfter(),
            () -> context.getAttribute(CACHE_MANAGER)),
        settings.flushInterval(),
        settings.maxCounters(),
        new SlotPlan(
            settings.tiers().stream().map(tier -> Tier.of(tier.length(), tier.reach())).toList(),
            settings.series()),
        loaded.problems(),
        eventLog(settings));
  }

  private static @Nullable EventLogOptions eventLog(Settings settings) {
    EventLogSettings chosen = settings.eventLog();
    if (chosen.isOff()) {
      return null;
    }
    return new EventLogOptions(
        chosen.dataSource().isEmpty()
            ? new UrlSource(
                chosen.url(),
                chosen.user(),
                chosen.password(),
                chosen.userFile(),
                chosen.passwordFile())
            : new JndiSource(chosen.dataSource()),
        settings.slot());
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream file = Footfall.class.getResourceAsStream("version.properties")) {
      if (file != null) {
        properties.load(file);
      }
    } catch (IOException unreadable) {
      LOG.log(System.Logger.Level.DEBUG, "The version cannot be read", unreadable);
    }
    return properties.getProperty("version", "unknown");
  }

  private void show(String name, Counters counters, Engine started) {
    try {
      CountersMBean registered =
          CountersMBean.register(
              ManagementFactory.getPlatformMBeanServer(), name, counters, started::flush);
      mbean = registered;
      health.addListener(
          new Health.Listener() {
            @Override
            public void started(String trouble, String sentence) {
              registered.troubleStarted(trouble, sentence);
            }

            @Override
            public void ended(String trouble, String sentence) {
              registered.troubleEnded(trouble, sentence);
            }
          });
    } catch (JMException | RuntimeException | LinkageError e) {
      health.failedOnce("jmx", "The counters cannot be read over JMX; counting is not affected", e);
    }
  }

  /**
   * Begins to join the cluster. To be called once the application's own listeners have run, because
   * one of them may hand over its cache manager. Only the first call has an effect.
   */
  void join() {
    Engine running = engine;
    if (running != null) {
      running.join();
    }
  }

  /**
   * Adds the meters to the application's registry, if it has one. To be called once the
   * application's own listeners have run, because one of them may make the registry. Only the first
   * call has an effect.
   */
  synchronized void bindMetrics() {
    Engine running = engine;
    Source measured = source;
    source = null;
    if (running == null || measured == null || closed.get()) {
      return;
    }
    try {
      Telemetry bound = Telemetry.bind(measured, context.getAttribute(Telemetry.ATTRIBUTE));
      if (bound != null) {
        telemetry = bound;
        running.addFlushListener(bound);
      }
    } catch (RuntimeException | LinkageError e) {
      health.failedOnce("metrics", "There are no meters; counting is not affected", e);
    }
  }

  private synchronized void removeMetrics() {
    source = null;
    Telemetry bound = telemetry;
    if (bound != null) {
      telemetry = null;
      if (engine != null) {
        engine.removeFlushListener(bound);
      }
      bound.close();
    }
  }

  private void tell(Loaded loaded, Status status) {
    LOG.log(
        System.Logger.Level.INFO,
        "Footfall "
            + status.version()
            + " counts the context \""
            + context.getContextPath()
            + "\": node "
            + status.node()
            + ", identity "
            + status.identity()
            + ", "
            + (status.directory().isEmpty() ? "no directory" : "directory " + status.directory())
            + ", durability "
            + status.durability()
            + (loaded.notDefault().isEmpty()
                ? ", all settings default"
                : ", settings " + String.join(", ", loaded.notDefault())));
  }

  /** What counts the requests; null if nothing does. */
  @Nullable Recorder recorder() {
    return closed.get() ? null : recorder;
  }

  /** Whether the settings ask for the HTTP API. */
  boolean offersHttp() {
    return offersHttp;
  }

  /** Leaves requests to Footfall's own servlets, all of which are known by now, uncounted. */
  void leaveOutOwnServlets() {
    Recorder counting = recorder;
    if (counting != null) {
      try {
        counting.leaveOut(OwnServlet.names(context));
        if (Habits.isLiberty(context.getServerInfo())) {
          counting.declare(
              context.getServletRegistrations().values().stream()
                  .flatMap(servlet -> servlet.getMappings().stream())
                  .collect(Collectors.toSet()));
        }
      } catch (RuntimeException e) {
        health.failedOnce(
            "own-servlets", "Requests to Footfall's own servlet are counted like any other", e);
      }
    }
  }

  /** The troubles of this deployment. */
  Health health() {
    return health;
  }

  /** Says that {@link #contextDestroyed} will be called. */
  void closesWithContext() {
    closesWithContext = true;
  }

  /** Ends with the filter, unless {@link #contextDestroyed} is to be called, which comes later. */
  void filterDestroyed() {
    if (!closesWithContext) {
      contextDestroyed();
    }
  }

  /** Closes, and leaves the context as it was, so that it can start again. */
  void contextDestroyed() {
    close();
    step("remove itself", () -> context.removeAttribute(ATTRIBUTE));
  }

  /**
   * Stops what was started, in reverse order and within about ten seconds, or 25 while the cluster
   * is being joined and the JVM goes on. A step that fails is told and does not stop the others.
   * Only the first call has an effect.
   */
  void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    // Before the requests in flight are awaited: one that still finds it began before that.
    step("remove the HTTP API", () -> context.removeAttribute(Api.ATTRIBUTE));
    Recorder counting = recorder;
    CompletionStage<?> none = CompletableFuture.completedStage(null);
    CompletionStage<?> drained = counting == null ? none : counting.drain();
    CompletionStage<?> returned = counting == null ? none : counting.returned();
    CountersMBean registered = mbean;
    if (registered != null) {
      step("unregister the MBean", registered::close);
    }
    Engine running = engine;
    step("remove the meters", this::removeMetrics);
    if (running != null) {
      step("close the engine", () -> running.close(CLOSE_BOUND, drained, returned));
    }
    step("remove the attribute", () -> context.removeAttribute(Footfall.ATTRIBUTE));
    step(
        "release the class loader",
        () -> {
          if (context.getClassLoader() == Deployment.class.getClassLoader()) {
            Engine.release();
          }
        });
  }

  /** A part of closing. */
  @FunctionalInterface
  private interface Step {
    void run() throws JMException;
  }

  private static void step(String what, Step step) {
    try {
      step.run();
    } catch (Throwable e) {
      // Even what is fatal must not keep the later steps from giving back what they hold.
      LOG.log(System.Logger.Level.WARNING, "Footfall could not " + what + " while closing", e);
    }
  }
}
