package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loads everything as a web application does: by a class loader of its own. */
@Tag("ci")
class LedgerReleaseTest {
  @Test
  void release_afterTheLastManagerStopped_leavesNoThreadAndNoThreadGroupOfItsLoader()
      throws Exception {
    int port = Ports.free();
    try (URLClassLoader own = webApplication()) {
      startAndStop(own, port);
      startAndStop(own, port); // A stopped one leaves nothing that keeps the next from starting.
      own.loadClass(LedgerConfiguration.class.getName())
          .getMethod("release", Duration.class)
          .invoke(null, Duration.ofSeconds(10));

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(threadsOf(own)).isEmpty());
      assertThat(groupsOf(own)).isEmpty();
    }
  }

  @Test
  void release_beforeTheLastManagerHasStopped_isDoneOnceItHas() throws Exception {
    try (URLClassLoader own = webApplication()) {
      Object manager = start(own, Ports.free());
      own.loadClass(LedgerConfiguration.class.getName())
          .getMethod("release", Duration.class)
          .invoke(null, Duration.ofMillis(1));
      assertThat(groupsOf(own)).isNotEmpty();
      stop(own, manager);

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(threadsOf(own)).isEmpty());
      assertThat(groupsOf(own)).isEmpty();
    }
  }

  private static void startAndStop(ClassLoader own, int port) throws ReflectiveOperationException {
    stop(own, start(own, port));
  }

  private static Object start(ClassLoader own, int port) throws ReflectiveOperationException {
    Class<?> options = own.loadClass(LedgerOptions.class.getName());
    Class<?> ledger = own.loadClass(LedgerConfiguration.class.getName());
    Object alone =
        options
            .getMethod("loopback", String.class, String.class)
            .invoke(null, "released", "released");
    Object moved = options.getMethod("withPort", int.class).invoke(alone, port);
    Object manager = ledger.getMethod("start", options).invoke(null, moved);
    assertThat(manager.getClass().getClassLoader()).isSameAs(own);
    return manager;
  }

  private static void stop(ClassLoader own, Object manager) throws ReflectiveOperationException {
    Class<?> ledger = own.loadClass(LedgerConfiguration.class.getName());
    Class<?> type = own.loadClass("org.infinispan.manager.EmbeddedCacheManager");
    assertThat(
            ledger
                .getMethod("stop", type, Duration.class)
                .invoke(null, manager, Duration.ofSeconds(20)))
        .isEqualTo(true);
  }

  private static List<String> threadsOf(ClassLoader loader) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getContextClassLoader() == loader
                    || thread.getClass().getClassLoader() == loader)
        .map(Thread::getName)
        .toList();
  }

  private static List<String> groupsOf(ClassLoader loader) {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    ThreadGroup[] groups = new ThreadGroup[root.activeGroupCount() + 16];
    int count = root.enumerate(groups, true);
    return Arrays.stream(groups, 0, count)
        .filter(group -> group.getClass().getClassLoader() == loader)
        .map(ThreadGroup::getName)
        .toList();
  }

  private static URLClassLoader webApplication() throws Exception {
    List<URL> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      jars.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
