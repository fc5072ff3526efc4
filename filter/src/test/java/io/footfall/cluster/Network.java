package io.footfall.cluster;

import io.footfall.infinispan.LedgerConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.MergeView;
import org.jgroups.Message;
import org.jgroups.protocols.DROP;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.jspecify.annotations.Nullable;

/**
 * The wires between the nodes of one JVM: they can be cut one way or between sides, by dropping
 * messages right above the transport. Safe for any thread.
 */
public final class Network {

  private record Wire(Address from, Address to) {}

  /** Those that are cut; replaced as a whole. */
  private volatile Set<Wire> cut = Set.of();

  /** None is cut yet. */
  public Network() {}

  /**
   * The loopback stack with the same protocols, and other times; sides of a split find each other
   * again in half the time.
   *
   * @param detection how long the failure detector needs
   */
  public static Path stack(Path directory, Duration detection) throws IOException {
    String xml;
    try (InputStream in =
        LedgerConfiguration.class.getResourceAsStream("footfall-jgroups-loopback.xml")) {
      xml = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    String times =
        "<FD_ALL3 timeout=\"%dms\" interval=\"%dms\"/>"
            .formatted(detection.toMillis(), detection.toMillis() / 4);
    String mergeTimes = "<MERGE3 min_interval=\"200ms\" max_interval=\"600ms\"/>";
    xml = replace(xml, "<FD_ALL3 timeout=\"3s\" interval=\"1s\"/>", times);
    xml = replace(xml, "<MERGE3 min_interval=\"300ms\" max_interval=\"1s\"/>", mergeTimes);
    return Files.writeString(directory.resolve("stack-" + detection.toMillis() + ".xml"), xml);
  }

  private static String replace(String xml, String ours, String others) {
    if (!xml.contains(ours)) {
      throw new IllegalStateException("the stack has other settings than this test replaces");
    }
    return xml.replace(ours, others);
  }

  /** Puts a node on these wires. */
  public void attach(DefaultCacheManager manager) {
    JChannel channel = channel(manager);
    Address own = channel.getAddress();
    try {
      channel
          .getProtocolStack()
          .insertProtocol(
              new DROP().addUpFilter(message -> isCut(message, own)),
              ProtocolStack.Position.ABOVE,
              TP.class);
    } catch (Exception e) {
      throw new IllegalStateException("DROP cannot be inserted", e);
    }
  }

  private boolean isCut(Message message, Address own) {
    Set<Wire> now = cut;
    @Nullable Address from = message.src();
    return !now.isEmpty() && from != null && now.contains(new Wire(from, own));
  }

  /** Nothing from one node arrives at another from now on; the way back stays. */
  void cut(DefaultCacheManager from, DefaultCacheManager to) {
    Set<Wire> more = new HashSet<>(cut);
    more.add(new Wire(address(from), address(to)));
    cut = more;
  }

  /** Only nodes of one side hear each other from now on. */
  public void split(List<List<DefaultCacheManager>> sides) {
    Set<Wire> wires = new HashSet<>();
    for (List<DefaultCacheManager> one : sides) {
      for (List<DefaultCacheManager> other : sides) {
        if (one != other) {
          one.forEach(from -> other.forEach(to -> wires.add(new Wire(address(from), address(to)))));
        }
      }
    }
    cut = wires;
  }

  /** All hear all again. */
  public void heal() {
    cut = Set.of();
  }

  /** How many sides came together in the view that a node has; one if it is no merge. */
  static int merged(DefaultCacheManager manager) {
    return channel(manager).getView() instanceof MergeView merge ? merge.getSubgroups().size() : 1;
  }

  private static Address address(DefaultCacheManager manager) {
    return channel(manager).getAddress();
  }

  private static JChannel channel(DefaultCacheManager manager) {
    return ((JGroupsTransport)
            Objects.requireNonNull(GlobalComponentRegistry.componentOf(manager, Transport.class)))
        .getChannel();
  }
}
