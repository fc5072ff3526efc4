package io.footfall.it.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk that fails to make anything durable: every {@code fsync}, {@code fdatasync} and {@code
 * msync} of a process gives EIO while this lasts, and does nothing. By strace, which makes the
 * system calls return what it is told.
 */
final class FailingFsync implements AutoCloseable {

  private static final long ATTACH_SECONDS = 30;

  private final Process tracer;
  private final long pid;

  private FailingFsync(Process tracer, long pid) {
    this.tracer = tracer;
    this.pid = pid;
  }

  private static List<String> strace(String... more) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    command.addAll(List.of("-e", "trace=fsync,fdatasync,msync"));
    command.addAll(List.of("-e", "inject=fsync,fdatasync,msync:error=EIO"));
    command.addAll(List.of(more));
    return command;
  }

  /** Whether there is a strace that may do this. */
  static boolean available() {
    return Commands.works(strace("true").toArray(String[]::new));
  }

  /** The words before a command whose process is never to make anything durable, until it dies. */
  static List<String> always() {
    // The tracer as nobody's child, so that the process stays the caller's own. With the filter
    // only these system calls are slow; the kernel keeps it, so there is no end to it.
    return strace("-D", "--seccomp-bpf");
  }

  /** Begins in a process that runs. */
  static FailingFsync in(long pid) throws IOException, InterruptedException {
    Process tracer =
        new ProcessBuilder(strace("-p", Long.toString(pid)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    FailingFsync failing = new FailingFsync(tracer, pid);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ATTACH_SECONDS);
    while (tracer(pid) == 0) {
      if (System.nanoTime() - deadline > 0 || tracer.waitFor(20, TimeUnit.MILLISECONDS)) {
        failing.close();
        throw new AssertionError("strace does not trace process " + pid);
      }
    }
    return failing;
  }

  /** The process that traces another, or zero. */
  private static long tracer(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("TracerPid:")) {
          return Long.parseLong(line.substring("TracerPid:".length()).strip());
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "every fsync of process " + pid + " fails";
  }

  /** From here on the process's disk is sound again. It may be dead by now. */
  @Override
  public void close() {
    if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      Commands.signal("INT", tracer.pid()); // It lets the process go, unharmed.
    }
    try {
      if (tracer.waitFor(ATTACH_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tracer.destroyForcibly();
    throw new AssertionError("strace does not let go of process " + pid);
  }
}
