package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.count.Fork;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

  @TempDir Path directory;

  /** Another process that tries to take a lock, says what came of it, and waits to be killed. */
  static final class Taker {
    private Taker() {}

    public static void main(String[] arguments) throws Exception {
      DirectoryLock lock = DirectoryLock.tryLock(Path.of(arguments[0]));
      System.out.write(lock == null ? 'n' : 'y');
      System.out.flush();
      while (System.in.read() >= 0) {
        // Until its parent ends or kills it.
      }
    }
  }

  private boolean otherProcessTakes() throws Exception {
    Process process = Fork.start(Taker.class, directory.toString());
    try {
      return process.getInputStream().read() == 'y';
    } finally {
      Fork.kill(process);
      process.waitFor();
    }
  }

  @Test
  void heldLock_isGivenToNobody_andTryingDoesNotDropIt() throws Exception {
    try (DirectoryLock lock = DirectoryLock.tryLock(directory)) {
      assertThat(lock).isNotNull();
      assertThat(DirectoryLock.tryLock(directory)).isNull();
      assertThat(DirectoryLock.tryLock(directory.resolve("../" + directory.getFileName())))
          .isNull();
      assertThat(otherLoaderTakes()).isFalse();
      assertThat(otherProcessTakes()).isFalse();
      // Closing a channel on the file in this process would have dropped it by now.
      assertThat(otherProcessTakes()).isFalse();
    }
    assertThat(otherProcessTakes()).isTrue();
  }

  private boolean otherLoaderTakes() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> same = loader.loadClass(DirectoryLock.class.getName());
      assertThat(same).isNotEqualTo(DirectoryLock.class);
      Method tryLock = same.getDeclaredMethod("tryLock", Path.class);
      tryLock.setAccessible(true);
      return tryLock.invoke(null, directory) != null;
    }
  }

  @Test
  void killedProcess_givesItUp() throws Exception {
    Process process = Fork.start(Taker.class, directory.toString());
    assertThat(process.getInputStream().read()).isEqualTo('y');
    assertThat(DirectoryLock.tryLock(directory)).isNull();
    Fork.kill(process);
    process.waitFor();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              try (DirectoryLock lock = DirectoryLock.tryLock(directory)) {
                assertThat(lock).isNotNull();
              }
            });
  }

  @Test
  void closingTwice_doesNotDropTheNextHoldersLock() throws Exception {
    DirectoryLock first = Objects.requireNonNull(DirectoryLock.tryLock(directory));
    first.close();
    try (DirectoryLock second = Objects.requireNonNull(DirectoryLock.tryLock(directory))) {
      first.close();
      assertThat(DirectoryLock.tryLock(directory)).isNull();
      assertThat(second.changed()).isEqualTo(first.changed());
    }
  }
}
