package io.footfall.it.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A boot of the operating system as a node is to see it: another id, over the machine's own. */
record Boot(Path id) {

  private static final Path MACHINE = Path.of("/proc/sys/kernel/random/boot_id");

  /** Another one than all before; a test keeps what is needed for it in a directory. */
  static Boot another(Path directory) throws IOException {
    String id = UUID.randomUUID().toString();
    return new Boot(Files.writeString(directory.resolve("boot-" + id), id + "\n"));
  }

  /** Whether a process can be made to see it; that needs the right to mount, as root has. */
  boolean works() {
    return Files.exists(MACHINE)
        && Commands.works(
            Stream.concat(words().stream(), Stream.of("true")).toArray(String[]::new));
  }

  /** The words before a command that is to see it. */
  List<String> words() {
    String script = "mount --bind \"$0\" " + MACHINE + " && exec \"$@\"";
    return List.of("unshare", "--mount", "sh", "-c", script, id.toString());
  }
}
