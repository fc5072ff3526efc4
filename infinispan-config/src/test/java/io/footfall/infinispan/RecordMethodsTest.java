package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Whether a class loader goes whose record was the last that the JVM dealt with. On Java 25 it is
 * held softly, so it goes when memory is short, and no sooner whatever is done.
 */
class RecordMethodsTest {

  @Test
  @EnabledForJreRange(max = JRE.JAVA_17)
  void forget_letsTheLoaderOfTheLastRecordGo() throws Exception {
    WeakReference<ClassLoader> last = useRecord();

    RecordMethods.forget();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(last.get()).isNull();
            });
  }

  private static WeakReference<ClassLoader> useRecord() throws Exception {
    try (Own own = new Own(LastRecord.class.getProtectionDomain().getCodeSource().getLocation())) {
      Class<?> last = own.loadClass(LastRecord.class.getName());
      assertThat(last.getClassLoader()).isSameAs(own);
      last.getMethod("use").invoke(null);
      return new WeakReference<>(own);
    }
  }

  /** Loads the record itself, and everything else by its parent. */
  private static final class Own extends URLClassLoader {
    Own(URL classes) {
      super(new URL[] {classes}, RecordMethodsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(LastRecord.class.getName())) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
      return super.loadClass(name, resolve);
    }
  }
}
