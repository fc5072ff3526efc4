package io.footfall.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes down, case by container, how the contract went, with the reason for each skip: {@code
 * target/containers-report.md}. One row for each case, so that a missing one is seen.
 */
public final class ContractReport implements TestWatcher, AfterAllCallback {

  private static final Path FILE = Path.of("target", "containers-report.md");
  private static final Map<String, Map<String, String>> CASES = new TreeMap<>();

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

  private static void put(ExtensionContext context, String outcome) {
    String container = context.getRequiredTestClass().getAnnotation(RunsOn.class).value();
    synchronized (CASES) {
      CASES
          .computeIfAbsent(context.getRequiredTestMethod().getName(), name -> new TreeMap<>())
          .put(container, outcome);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    synchronized (CASES) {
      TreeSet<String> containers = new TreeSet<>();
      CASES.values().forEach(row -> containers.addAll(row.keySet()));
      StringBuilder text = new StringBuilder("| case | ");
      text.append(String.join(" | ", containers)).append(" |\n|---|");
      text.append("---|".repeat(containers.size())).append('\n');
      CASES.forEach(
          (name, row) -> {
            text.append("| ").append(name);
            containers.forEach(
                container -> text.append(" | ").append(row.getOrDefault(container, "not run")));
            text.append(" |\n");
          });
      try {
        Files.writeString(FILE, text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
