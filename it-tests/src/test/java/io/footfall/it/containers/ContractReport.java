package io.footfall.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes down, case by container, how the contract went, with the reason for each skip: {@code
 * target/containers-report.md}. One row for each case, so that a missing one is seen. Containers
 * run in several processes and runs, so each keeps its column in a file of its own; a column says
 * when and on which Java it was made.
 */
public final class ContractReport implements TestWatcher, AfterAllCallback {

  private static final Path FILE = Path.of("target", "containers-report.md");
  private static final Path COLUMNS = Path.of("target", "containers-report");

  /** The outcomes of this process: case by container. */
  private static final Map<String, Map<String, String>> OUTCOMES = new ConcurrentHashMap<>();

  @Override
  public void testSuccessful(ExtensionContext context) {
    put(context, "passed");
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    put(context, "**failed**");
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    put(context, "skipped: " + (cause == null ? "" : cause.getMessage()));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    put(context, "skipped: " + reason.orElse(""));
  }

  private static String container(ExtensionContext context) {
    return context.getRequiredTestClass().getAnnotation(RunsOn.class).value();
  }

  private static void put(ExtensionContext context, String outcome) {
    OUTCOMES
        .computeIfAbsent(container(context), container -> new ConcurrentHashMap<>())
        .put(context.getRequiredTestMethod().getName(), outcome);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    String container = container(context);
    Files.createDirectories(COLUMNS);
    try (FileChannel lock =
        FileChannel.open(
            COLUMNS.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();
      Properties column = new Properties();
      column.putAll(OUTCOMES.getOrDefault(container, Map.of()));
      String title =
          "%s, Java %d, %s"
              .formatted(container, Runtime.version().feature(), LocalDate.now(ZoneOffset.UTC));
      try (Writer writer = Files.newBufferedWriter(COLUMNS.resolve(title + ".column"))) {
        column.store(writer, null);
      }
      Files.writeString(FILE, table(columns()));
    }
  }

  /** What is known of every container that ran: title, case, outcome. */
  private static Map<String, Properties> columns() throws IOException {
    Map<String, Properties> columns = new TreeMap<>();
    try (Stream<Path> files = Files.list(COLUMNS)) {
      files
          .filter(file -> file.toString().endsWith(".column"))
          .forEach(
              file -> {
                Properties column = new Properties();
                try (var reader = Files.newBufferedReader(file)) {
                  column.load(reader);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                columns.put(file.getFileName().toString().replaceAll("\\.column$", ""), column);
              });
    }
    return columns;
  }

  private static String table(Map<String, Properties> columns) {
    TreeSet<String> cases = new TreeSet<>();
    columns.values().forEach(column -> cases.addAll(column.stringPropertyNames()));
    StringBuilder text = new StringBuilder("| case | ");
    text.append(String.join(" | ", columns.keySet())).append(" |\n|---|");
    text.append("---|".repeat(columns.size())).append('\n');
    for (String name : cases) {
      text.append("| ").append(name);
      columns.values().forEach(c -> text.append(" | ").append(c.getProperty(name, "not run")));
      text.append(" |\n");
    }
    return text.toString();
  }
}
