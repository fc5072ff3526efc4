package io.footfall.infinispan;

import io.reactivex.rxjava3.schedulers.Schedulers;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.infinispan.commons.ThreadGroups;
import org.infinispan.manager.EmbeddedCacheManager;
import org.jspecify.annotations.Nullable;

/**
 * Stops Infinispan and removes what it leaves behind, which would keep a web application's class
 * loader alive after the application is gone.
 *
 * <p>There are three such things. RxJava keeps a thread that sweeps its idle workers; its
 * schedulers are shut down when the last manager stops, and started with the next. And Java 17
 * keeps empty thread groups in their parent until somebody destroys them; later versions do not.
 * Infinispan holds two of them in static fields and cannot start again without them, so they are
 * destroyed by {@link #release} only. Both happen only where a class loader of the application's
 * own loaded Infinispan: on the JVM's class path others may be using it. The third is {@link
 * RecordMethods}.
 */
final class Residue {
  private static final System.Logger LOG = System.getLogger("io.footfall.infinispan");

  /** The managers in use; static, because RxJava's schedulers are. Guarded by itself. */
  private static final Set<EmbeddedCacheManager> RUNNING =
      Collections.newSetFromMap(new IdentityHashMap<>());

  /** Whether the application runs Infinispan itself; what it leaves is then not ours to remove. */
  private static volatile boolean othersToo;

  /** What RxJava calls the thread that sweeps idle workers; a number follows. */
  private static final String SWEEPER = "RxCachedWorkerPoolEvictor";

  private static final Duration SWEEPER_BOUND = Duration.ofSeconds(1);

  /** How long a late stop waits for the last threads; nobody waits for it. */
  private static final Duration LATE = Duration.ofSeconds(30);

  /** Whether the application is taken down, so that whoever stops last has to {@link #release}. */
  private static volatile boolean released;

  private Residue() {}

  /** Says that the application uses Infinispan through the same class loader. */
  static void leaveToOthers() {
    othersToo = true;
  }

  /** Says that a manager is about to start; {@link #stop} takes it back. */
  static void begin(EmbeddedCacheManager manager) {
    synchronized (RUNNING) {
      if (RUNNING.isEmpty() && ours(Schedulers.class)) {
        Schedulers.start();
      }
      RUNNING.add(manager);
    }
  }

  static boolean stop(EmbeddedCacheManager manager, Duration bound) {
    return within(bound, () -> stopNow(manager));
  }

  /** Does something on a thread of its own, and tells whether it was done within the bound. */
  static boolean within(Duration bound, Runnable task) {
    Thread stopper = new Thread(task, "footfall-ledger-stop");
    stopper.setDaemon(true);
    stopper.setContextClassLoader(Residue.class.getClassLoader());
    stopper.start();
    try {
      stopper.join(Math.max(1, bound.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The caller is in a hurry; the thread goes on.
    }
    return !stopper.isAlive();
  }

  private static void stopNow(EmbeddedCacheManager manager) {
    try {
      manager.stop();
    } catch (RuntimeException | LinkageError e) { // The container may have closed the class loader.
      LOG.log(Level.WARNING, "the cluster did not stop cleanly", e);
    }
    boolean last;
    boolean shutDown;
    synchronized (RUNNING) {
      last = RUNNING.remove(manager) && RUNNING.isEmpty();
      shutDown = last && !othersToo && ours(Schedulers.class);
      if (shutDown) {
        Schedulers.shutdown();
      }
    }
    if (shutDown) {
      joinSweepers();
    }
    if (last && released) {
      release(LATE);
    }
  }

  /**
   * Waits for the threads that RxJava has told to end: on a busy machine they take a moment, and a
   * container that looks for leaks right then would tell of one.
   */
  private static void joinSweepers() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(SWEEPER)
          && thread.getContextClassLoader() == Residue.class.getClassLoader()) {
        try {
          thread.join(SWEEPER_BOUND.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private static boolean ours(Class<?> type) {
    ClassLoader own = Residue.class.getClassLoader();
    return own != ClassLoader.getSystemClassLoader() && type.getClassLoader() == own;
  }

  /**
   * Removes what is left. A stop that takes longer, or a start that ends in one, does it again once
   * it is through.
   */
  static void release(Duration bound) {
    released = true;
    destroyGroups(bound);
    RecordMethods.forget(); // Last, so that no record comes after it.
  }

  private static void destroyGroups(Duration bound) {
    if (Runtime.version().feature() >= 19 || !ours(ThreadGroups.class)) {
      return; // From 19 on a group is held by its threads only, and destroy does nothing.
    }
    long deadline = System.nanoTime() + bound.toNanos();
    for (ThreadGroup group : ownGroups()) {
      while (group.activeCount() > 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(1_000_000); // The pool's threads end on their own.
      }
      destroy(group);
    }
  }

  /** Finds the groups that our loader's Infinispan made, wherever in the JVM they hang. */
  private static List<ThreadGroup> ownGroups() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    for (ThreadGroup parent = root; parent != null; parent = parentOf(parent)) {
      root = parent;
    }
    ThreadGroup[] groups = new ThreadGroup[root.activeGroupCount() + 16];
    int count = root.enumerate(groups, true);
    List<ThreadGroup> own = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (ours(groups[i].getClass())) {
        own.add(groups[i]);
      }
    }
    return own;
  }

  private static @Nullable ThreadGroup parentOf(ThreadGroup group) {
    try {
      return group.getParent();
    } catch (SecurityException e) {
      return null; // Higher groups are out of reach; ours hang below.
    }
  }

  /** Calls {@code destroy} by name: it is gone from later class libraries. */
  private static void destroy(ThreadGroup group) {
    try {
      ThreadGroup.class.getMethod("destroy").invoke(group);
    } catch (InvocationTargetException e) {
      // IllegalThreadStateException: destroyed already, or another manager still uses the group.
      LOG.log(Level.DEBUG, "thread group {0} is still in use", group.getName());
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.DEBUG, "thread group {0} cannot be destroyed here", group.getName());
    }
  }
}
