package io.footfall.it.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.PhysicalAddress;
import org.jgroups.protocols.DISCARD;
import org.jgroups.stack.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * JGroups' protocol that drops messages, told by a file from which ports: those in the file that
 * the system property {@value #FILE} names. It lives in a node under test, not in the tests.
 */
public final class Discarding extends DISCARD {

  /** The system property that names the file. */
  static final String FILE = "faults.blocked";

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Path file = Path.of(System.getProperty(FILE, "blocked"));
  private volatile Set<String> blocked = Set.of();
  private volatile long lookedNanos = System.nanoTime() - LOOK_NANOS;

  /** JGroups makes it by its name. */
  public Discarding() {}

  @Override
  protected boolean shouldDropUpMessage(@Nullable Message message, @Nullable Address sender) {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      try {
        blocked = Set.of(Files.readString(file).strip().split(" "));
      } catch (IOException e) {
        // Being written, or none yet: as before.
      }
    }
    return sender != null
        && down_prot.down(new Event(Event.GET_PHYSICAL_ADDRESS, sender))
            instanceof PhysicalAddress p
        && p instanceof IpAddress ip
        && blocked.contains(Integer.toString(ip.getPort()));
  }
}
