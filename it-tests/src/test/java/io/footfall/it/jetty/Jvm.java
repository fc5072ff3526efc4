package io.footfall.it.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A JVM of its own whose output goes to two files. Closing kills it if it still runs. */
public final class Jvm implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(40);

  /** A clean stop that takes longer than this is asked where it hangs. */
  private static final Duration SLOW_STOP = Duration.ofSeconds(15);

  private static final int SHOWN_LINES = 120;
  private static final ConcurrentLinkedQueue<Jvm> STARTED = new ConcurrentLinkedQueue<>();

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private Jvm(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a JVM of the kind that the tests are told to use, with nothing of Footfall's and no
   * {@code PORT} from this process's environment.
   *
   * @param name the beginning of the names of its two files
   * @param directory its working directory
   * @param environment what to add to the environment
   * @param arguments what follows {@code java}
   */
  public static Jvm start(
      String name, Path directory, Map<String, String> environment, List<String> arguments) {
    return start(name, directory, List.of(), environment, arguments);
  }

  /**
   * Starts a JVM like {@link #start(String, Path, Map, List)} does, through another program, which
   * must become the JVM's process and not its parent.
   *
   * @param before what precedes {@code java}
   */
  public static Jvm start(
      String name,
      Path directory,
      List<String> before,
      Map<String, String> environment,
      List<String> arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(System.getProperty("test.jvm", "java"));
    command.add("-Xmx384m");
    // Such a process lives for seconds: it is spared the second compiler and the parallel
    // collector.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Djava.io.tmpdir=" + emptyDirectory(directory.resolve(name + "-tmp")));
    command.addAll(arguments);
    Path out = directory.resolve(name + ".out");
    Path err = directory.resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            variable ->
                variable.startsWith("FOOTFALL_")
                    || variable.equals("PORT")
                    || variable.equals("JAVA_TOOL_OPTIONS"));
    builder.environment().putAll(environment);
    try {
      Jvm jvm = new Jvm(name, builder.start(), out, err);
      STARTED.add(jvm);
      return jvm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty directory below {@code target/it} for what all tests of this process share. */
  public static Path sharedDirectory(String name) {
    return freshDirectory("process-" + Integer.getInteger("test.fork", 1), name);
  }

  /** An empty directory below {@code target/it} for a node of a test. */
  public static Path freshDirectory(String test, String node) {
    return emptyDirectory(Path.of("target", "it", test, node).toAbsolutePath());
  }

  private static Path emptyDirectory(Path directory) {
    try {
      Trees.delete(directory);
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of what each JVM said that runs, or has ended since the last call. */
  static String output() {
    StringBuilder all = new StringBuilder();
    STARTED.forEach(jvm -> all.append(jvm.tail()));
    STARTED.removeIf(jvm -> !jvm.isAlive());
    return all.toString();
  }

  /** Waits for a line on stdout. */
  public Matcher awaitLine(Pattern pattern) {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || line(pattern) != null);
    Matcher found = line(pattern);
    if (found == null) {
      throw new AssertionError("No line like " + pattern + " from " + name + "\n" + tail());
    }
    return found;
  }

  private @Nullable Matcher line(Pattern pattern) {
    for (String line : standardOutput()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        return matcher;
      }
    }
    return null;
  }

  /** What it has said on stdout so far. */
  public List<String> standardOutput() {
    return lines(out);
  }

  /** What it has said on stderr so far. */
  public List<String> standardError() {
    return lines(err);
  }

  /** Its process number. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Sends SIGTERM, waits for the end within a bound, and returns the exit code. Where it takes
   * long, the JVM writes what its threads do to its standard output.
   */
  public int terminate() {
    process.destroy();
    try {
      if (!process.waitFor(SLOW_STOP.toSeconds(), TimeUnit.SECONDS)) {
        new ProcessBuilder("kill", "-QUIT", Long.toString(pid())).start().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return awaitExit();
  }

  /** Waits for the end within a bound and returns the exit code. */
  public int awaitExit() {
    try {
      assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
          .as("%s ends within %s%n%s", name, STOP, tail())
          .isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Sends SIGKILL and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  @Override
  public void close() {
    kill();
  }

  private String tail() {
    return tail(out) + tail(err);
  }

  private static String tail(Path file) {
    List<String> lines = lines(file);
    return "---- "
        + file
        + "\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()))
        + "\n";
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class path of this JVM, of which only the entries with such file names. */
  static String classPath(Pattern fileNames) {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (fileNames.matcher(new File(entry).getName()).matches()) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
