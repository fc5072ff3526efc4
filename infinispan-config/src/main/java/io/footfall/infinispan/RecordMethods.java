package io.footfall.infinispan;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.runtime.ObjectMethods;

/**
 * Makes the JVM forget the record that it dealt with last.
 *
 * <p>{@link ObjectMethods} puts {@code equals}, {@code hashCode} and {@code toString} of every
 * record together from a few method handles that live as long as the JVM. On Java 17 each of them
 * holds on to the type that it was last adapted to, and by that to a class loader: if the last
 * record was one of a web application that has stopped, to that of the application. Adapting them
 * to a class of the JDK's sets it free. Java 25 holds such a type softly, and refuses the last of
 * the three; nothing is lost by that.
 */
final class RecordMethods {
  private static final System.Logger LOG = System.getLogger("io.footfall.infinispan");

  private RecordMethods() {}

  /** To be called when no record of this class loader will be compared or printed any more. */
  static void forget() {
    // As for "record String(String value)", which asks each of the handles for another type.
    MethodHandle value = MethodHandles.identity(String.class);
    try {
      for (String method : new String[] {"equals", "hashCode", "toString"}) {
        ObjectMethods.bootstrap(
            MethodHandles.publicLookup(), method, MethodHandle.class, String.class, "value", value);
      }
    } catch (Throwable e) {
      LOG.log(Level.DEBUG, "the last record stays known to the JVM", e);
    }
  }
}
