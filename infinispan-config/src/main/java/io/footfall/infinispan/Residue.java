package io.footfall.infinispan;

import io.reactivex.rxjava3.schedulers.Schedulers;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.infinispan.commons.ThreadGroups;
import org.infinispan.manager.EmbeddedCacheManager;
import org.jspecify.annotations.Nullable;

/**
 * Stops Infinispan and removes what it leaves behind, which would keep a web application's class
 * loader alive after the application is gone.
 *
 * <p>There are two such things. RxJava keeps a thread that sweeps its idle workers; its schedulers
 * are shut down when the last manager stops, if a class loader of the application's own loaded them
 * (on the JVM's class path they may be in use by others). And Java 17 keeps an empty thread group
 * in its parent until somebody destroys it; later versions do not.
 */
final class Residue {
  private static final System.Logger LOG = System.getLogger("io.footfall.infinispan");

  /** Mirrors the state of RxJava's schedulers, which is static too. */
  private static final AtomicInteger RUNNING = new AtomicInteger();

  private Residue() {}

  /** Says that a manager is about to start; pairs with one {@link #stop}. */
  static void begin() {
    synchronized (RUNNING) {
      if (RUNNING.getAndIncrement() == 0 && schedulersAreOurs()) {
        Schedulers.start();
      }
    }
  }

  static boolean stop(EmbeddedCacheManager manager, Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    Thread stopper = new Thread(() -> stopNow(manager, deadline), "footfall-ledger-stop");
    stopper.setDaemon(true);
    stopper.setContextClassLoader(Residue.class.getClassLoader());
    stopper.start();
    boolean interrupted = false;
    while (stopper.isAlive()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        stopper.join(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !stopper.isAlive();
  }

  private static void stopNow(EmbeddedCacheManager manager, long deadline) {
    try {
      manager.stop();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the cluster did not stop cleanly", e);
    }
    synchronized (RUNNING) {
      if (RUNNING.decrementAndGet() == 0 && schedulersAreOurs()) {
        Schedulers.shutdown();
      }
    }
    destroyThreadGroups(deadline);
  }

  private static boolean schedulersAreOurs() {
    ClassLoader own = Residue.class.getClassLoader();
    return own != ClassLoader.getSystemClassLoader() && Schedulers.class.getClassLoader() == own;
  }

  private static void destroyThreadGroups(long deadline) {
    if (Runtime.version().feature() >= 19) {
      return; // A group is held by its threads only, and destroy does nothing.
    }
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
      if (groups[i] instanceof ThreadGroups.ISPNNonBlockingThreadGroup) {
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
