package io.footfall.it.faults;

import io.footfall.it.Sample;
import io.footfall.it.jetty.FreePorts;
import io.footfall.it.jetty.Jvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Nodes on the loopback address whose JGroups drops messages: cuts that need no rights. Footfall's
 * own loopback stack, and the sample as it was built, with one protocol more. Sockets stay open, so
 * the failure detector sees a cut only after its timeout.
 */
final class Discards implements Network {

  private static final String STACK = "/io/footfall/infinispan/footfall-jgroups-loopback.xml";

  private final int nodes;
  private final Path directory = Jvm.sharedDirectory("discards");
  private final Path program = directory.resolve("sample.war");
  private final Path stack = directory.resolve("discards.xml");

  Discards(int nodes) {
    this.nodes = nodes;
    WebArchive war =
        ShrinkWrap.create(ZipImporter.class, "sample.war")
            .importFrom(Sample.file())
            .as(WebArchive.class)
            .addClass(Discarding.class);
    war.as(ZipExporter.class).exportTo(program.toFile());
    try (InputStream in = Discards.class.getResourceAsStream(STACK)) {
      String own =
          new String(Objects.requireNonNull(in, STACK).readAllBytes(), StandardCharsets.UTF_8);
      String dropping =
          own.replace("<RED/>", "<RED/>\n<" + Discarding.class.getName() + "/>")
              .replace("port_range=\"9\"\n       diag", "port_range=\"0\"\n       diag");
      if (dropping.length() != own.length() + Discarding.class.getName().length() + 4) {
        throw new AssertionError(STACK + " has no line <RED/> or no range of ports any more");
      }
      Files.writeString(stack, dropping);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    heal();
  }

  private static int port(int node) {
    return FreePorts.CLUSTER + node;
  }

  private Path blocked(int node) {
    return directory.resolve("blocked-" + node);
  }

  @Override
  public List<String> prefix(int node) {
    return List.of();
  }

  @Override
  public Map<String, String> environment(int node) {
    return Map.of(
        "PORT", "0",
        "FOOTFALL_STACK", stack.toString(),
        "FOOTFALL_PORT", Integer.toString(port(node)),
        "FOOTFALL_BIND_ADDRESS", "127.0.0.1",
        "FOOTFALL_HOSTS",
            IntStream.range(0, nodes)
                .mapToObj(n -> "127.0.0.1:" + port(n))
                .collect(Collectors.joining(",")));
  }

  @Override
  public List<String> options(int node) {
    return List.of("-D" + Discarding.FILE + "=" + blocked(node));
  }

  @Override
  public String program(int node) {
    return program.toString();
  }

  @Override
  public String host(int node) {
    return "127.0.0.1";
  }

  @Override
  public void split(List<Set<Integer>> groups) {
    for (Set<Integer> group : groups) {
      String others =
          IntStream.range(0, nodes)
              .filter(node -> !group.contains(node))
              .mapToObj(node -> Integer.toString(port(node)))
              .collect(Collectors.joining(" "));
      for (int node : group) {
        try {
          Files.writeString(blocked(node), others);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void heal() {
    split(List.of(IntStream.range(0, nodes).boxed().collect(Collectors.toSet())));
  }

  @Override
  public void close() {
    heal();
  }

  @Override
  public String toString() {
    return "JGroups DISCARD, because network namespaces need root and iproute2";
  }
}
