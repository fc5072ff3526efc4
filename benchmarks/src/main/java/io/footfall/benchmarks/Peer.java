package io.footfall.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Another JVM of the same benchmark, spoken to in lines. It ends when its input does. */
final class Peer implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;

  private Peer(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /** Starts a class's {@code main} in a JVM with a heap of at most this many MB. */
  static Peer start(Class<?> main, int heapMegabytes, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    return new Peer(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** What this process itself is told by the one that started it. */
  static BufferedReader orders() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  /**
   * Waits for the first order.
   *
   * @return what opens when there are to be no more
   */
  static CountDownLatch awaitGo() throws IOException {
    BufferedReader orders = orders();
    orders.readLine();
    CountDownLatch ended = new CountDownLatch(1);
    Thread listening =
        new Thread(
            () -> {
              try {
                while (orders.readLine() != null) {
                  // Only the end means something.
                }
              } catch (IOException e) {
                // That is an end too.
              }
              ended.countDown();
            });
    listening.setDaemon(true);
    listening.start();
    return ended;
  }

  void send(String line) {
    in.println(line);
  }

  /** The rest of the next line that begins with this word; others are passed over. */
  String await(String word) throws IOException {
    String line = out.readLine();
    while (line != null && !line.startsWith(word + " ")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("a forked JVM ended before it said \"" + word + "\"");
    }
    return line.substring(word.length() + 1);
  }

  @Override
  public void close() {
    in.close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
