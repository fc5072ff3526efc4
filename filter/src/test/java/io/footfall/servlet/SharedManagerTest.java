package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.Footfall;
import io.footfall.Status;
import io.footfall.cluster.Network;
import io.footfall.infinispan.LedgerConfiguration;
import io.footfall.infinispan.LedgerOptions;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.lifecycle.ComponentStatus;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.notifications.cachemanagerlistener.CacheManagerNotifier;
import org.infinispan.notifications.impl.AbstractListenerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Web applications that hand the Infinispan that they run over, in a listener of their own. */
class SharedManagerTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String NAME = "org.infinispan.manager.EmbeddedCacheManager";

  @TempDir Path data;

  private final int port = ThreadLocalRandom.current().nextInt(220, 310) * 100;
  private DefaultCacheManager first;
  private DefaultCacheManager second;

  @BeforeEach
  void startManagers() {
    first = manager("first");
    second = manager("second");
  }

  @AfterEach
  void stopManagers() {
    LedgerConfiguration.stop(first, LONG);
    LedgerConfiguration.stop(second, LONG);
  }

  private DefaultCacheManager manager(String node) {
    return LedgerConfiguration.start(LedgerOptions.loopback("app-" + port, node).withPort(port));
  }

  private ServletContextHandler context(String path, Object given) {
    ServletContextHandler context = Site.context(path, data);
    context.setInitParameter("footfall.cluster", "shared");
    context.setInitParameter("footfall.port", Integer.toString(port + 50));
    context.addServletContainerInitializer(new FootfallInitializer());
    context.addEventListener(
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().setAttribute(NAME, given);
          }
        });
    Site.serve(context, "/x", (request, response) -> {});
    return context;
  }

  @Test
  void twoApplications_countInTheManagersTheyGave_whichGoOnAfterwards() throws Exception {
    first.defineConfiguration("own", new ConfigurationBuilder().build());
    first.getCache("own").put("k", "v");
    for (int round = 1; round <= 2; round++) {
      ServletContextHandler a = context("/a", first);
      ServletContextHandler b = context("/b", second);
      Site site = new Site().with(a).with(b).start();
      try {
        site.get("/a/x");
        site.get("/b/x");
        site.get("/b/x");
        long total = 3L * round;
        for (ServletContextHandler context : List.of(a, b)) {
          await()
              .atMost(LONG)
              .untilAsserted(
                  () -> {
                    assertThat(Footfall.of(context.getServletContext()).status().members())
                        .isEqualTo(2);
                    assertThat(Site.counted(context)).containsEntry("requests", total);
                  });
        }
        assertThat(first.isRunning("shared")).isTrue();
        assertThat(second.isRunning("shared")).isTrue();
      } finally {
        site.stop();
      }
      for (EmbeddedCacheManager manager : List.of(first, second)) {
        assertThat(manager.getStatus()).isEqualTo(ComponentStatus.RUNNING);
        assertThat(manager.cacheConfigurationExists("shared")).isFalse();
        assertThat(manager.getCacheNames()).doesNotContain("shared");
      }
      assertThat(first.getCache("own").get("k")).isEqualTo("v");
      assertThat(listeners(first)).as("Footfall's listeners").isZero();
    }
  }

  /**
   * The cache manager is in a class loader above the applications', as in a server's own folder.
   */
  @Test
  void anApplicationThatIsRedeployed_countsOn_andNothingOfItStaysInTheManager() throws Exception {
    ServletContextHandler b = context("/b", second);
    Site other = new Site().with(b).start();
    try {
      for (int round = 1; round <= 3; round++) {
        WeakReference<ClassLoader> gone = countOnceInALoaderOfItsOwn(b, 2L * round);
        other.get("/b/x");
        assertThat(first.cacheConfigurationExists("shared")).isFalse();
        assertThat(listeners(first)).as("Footfall's listeners").isZero();
        await()
            .atMost(LONG)
            .until(
                () -> {
                  System.gc();
                  return gone.get() == null;
                });
      }
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(Site.counted(b)).containsEntry("requests", 6L));
    } finally {
      other.stop();
    }
  }

  private WeakReference<ClassLoader> countOnceInALoaderOfItsOwn(
      ServletContextHandler b, long before) throws Exception {
    ClassLoader loader = new Loader(getClass().getClassLoader());
    ServletContextHandler a = context("/a", first);
    a.setClassLoader(loader);
    Site site = new Site().with(a).start();
    try {
      site.get("/a/x");
      for (ServletContextHandler context : List.of(a, b)) {
        await()
            .atMost(LONG)
            .untilAsserted(
                () -> assertThat(Site.counted(context)).containsEntry("requests", before - 1));
      }
      assertThat(first.isRunning("shared")).isTrue();
    } finally {
      site.stop();
    }
    return new WeakReference<>(loader);
  }

  private static final class Loader extends ClassLoader {
    Loader(ClassLoader parent) {
      super(parent);
    }
  }

  @Test
  void bothSidesOfASplit_countInTheManagersTheyGave_andAgreeAfterwards() throws Exception {
    Network network = new Network();
    network.attach(first);
    network.attach(second);
    ServletContextHandler a = context("/a", first);
    ServletContextHandler b = context("/b", second);
    Site site = new Site().with(a).with(b).start();
    try {
      site.get("/a/x");
      site.get("/b/x");
      awaitBoth(a, b, 2, 2, 2);
      network.split(List.of(List.of(first), List.of(second)));
      site.get("/a/x");
      site.get("/b/x");
      site.get("/b/x");
      // Each side has what it knew, and what it counted itself.
      awaitBoth(a, b, 1, 3, 4);
      network.heal();
      site.get("/a/x");
      awaitBoth(a, b, 2, 6, 6);
    } finally {
      network.heal();
      site.stop();
    }
  }

  private static void awaitBoth(
      ServletContextHandler a, ServletContextHandler b, int members, long onA, long onB) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              for (ServletContextHandler context : List.of(a, b)) {
                Status status = Footfall.of(context.getServletContext()).status();
                assertThat(status.members()).isEqualTo(members);
                assertThat(status.pending()).isZero();
              }
              assertThat(Site.counted(a)).containsEntry("requests", onA);
              assertThat(Site.counted(b)).containsEntry("requests", onB);
            });
  }

  private static long listeners(DefaultCacheManager manager) {
    AbstractListenerImpl<?, ?> notifier =
        (AbstractListenerImpl<?, ?>)
            GlobalComponentRegistry.componentOf(manager, CacheManagerNotifier.class);
    return notifier.getListeners().stream()
        .filter(listener -> listener.getClass().getName().startsWith("io.footfall."))
        .count();
  }

  @Test
  void whatIsNoCacheManager_orDoesNotFit_isLeftAlone_andCountingGoesOn() throws Exception {
    first.defineConfiguration("shared", new ConfigurationBuilder().build());
    ServletContextHandler a = context("/a", "a string");
    ServletContextHandler b = context("/b", first);
    Site site = new Site().with(a).with(b).start();
    try {
      site.get("/a/x");
      site.get("/b/x");
      // Both have one of their own, and these find each other.
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                assertThat(Site.counted(a)).containsEntry("requests", 2L);
                assertThat(Site.counted(b)).containsEntry("requests", 2L);
              });
      assertThat(first.isRunning("shared")).isFalse();
    } finally {
      site.stop();
    }
    assertThat(first.getStatus()).isEqualTo(ComponentStatus.RUNNING);
    assertThat(first.cacheConfigurationExists("shared")).isTrue();
  }
}
