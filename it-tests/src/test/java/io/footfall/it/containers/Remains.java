package io.footfall.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the operating system says that a process holds at one moment (Linux). */
final class Remains {

  /** As the kernel writes the state of a socket that listens. */
  private static final String LISTENS = "0A";

  /** A TCP socket: its port here, and whether it listens. */
  private record Socket(int port, boolean listens) {}

  private final Path process;
  private final Map<String, Socket> sockets = new HashMap<>();

  private Remains(long pid) {
    this.process = Path.of("/proc", Long.toString(pid));
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : lines(process.resolve("net").resolve(table))) {
        String[] fields = line.trim().split("\\s+", -1);
        if (fields.length > 9 && fields[1].indexOf(':') > 0) {
          int port = Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
          sockets.put(fields[9], new Socket(port, fields[3].equals(LISTENS)));
        }
      }
    }
  }

  /**
   * The open handles, each kind with its number; a listening socket is named with its port.
   *
   * @param served ports whose connections are left out, since they come and go with the clients
   */
  static Map<String, Long> handles(long pid, Set<Integer> served) {
    Remains now = new Remains(pid);
    return now.links()
        .map(link -> now.named(link, served))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
  }

  /** The ports on which the process listens. */
  static Set<Integer> ports(long pid) {
    Remains now = new Remains(pid);
    return now.links()
        .filter(link -> link.startsWith("socket:["))
        .map(link -> now.sockets.get(inode(link)))
        .filter(socket -> socket != null && socket.listens())
        .map(Socket::port)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The files that are mapped into the memory of the process. */
  static Set<String> mappings(long pid) {
    return lines(Path.of("/proc", Long.toString(pid), "maps")).stream()
        .map(line -> line.replaceFirst("^(\\S+\\s+){5}", ""))
        .filter(file -> file.startsWith("/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String named(String link, Set<Integer> served) {
    if (!link.startsWith("socket:[")) {
      // Pipes have numbers of their own; other things are named alike.
      return link.replaceFirst("^pipe:.*", "pipe");
    }
    Socket socket = sockets.get(inode(link));
    if (socket == null) {
      return "socket";
    }
    if (socket.listens()) {
      return String.format(Locale.ROOT, "listens at %d", socket.port());
    }
    return served.contains(socket.port()) ? "" : "connection";
  }

  private static String inode(String link) {
    return link.substring("socket:[".length(), link.length() - 1);
  }

  private Stream<String> links() {
    try (Stream<Path> handles = Files.list(process.resolve("fd"))) {
      return handles.map(Remains::target).filter(link -> !link.isEmpty()).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path handle) {
    try {
      return Files.readSymbolicLink(handle).toString();
    } catch (NoSuchFileException closed) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
