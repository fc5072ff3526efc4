package io.footfall.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jcstress tests of this package in processes of their own. */
@Tag("ci")
class JcstressIT {

  @TempDir Path results;

  @Test
  void noForbiddenOutcomeIsSeen() throws Exception {
    String home = System.getProperty("java.home", "");
    Path output = results.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                System.getProperty("test.jvm", home + File.separator + "bin/java"),
                "-cp",
                System.getProperty("java.class.path", ""),
                "org.openjdk.jcstress.Main",
                "-t",
                BucketsStress.class.getName(),
                "-m",
                "quick",
                "-f",
                "1",
                "-af",
                "NONE",
                // Each actor compiled in each way would take ten minutes.
                "-sc",
                "false",
                "-jvmArgs",
                "-Xmx256m",
                "-r",
                results.toString())
            .directory(results.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("jcstress has ended").isTrue();
      List<String> lines = Files.readAllLines(output);
      assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
      // Zero would also be its answer if it had found nothing to run.
      int races = BucketsStress.class.getClasses().length;
      assertThat(lines)
          .contains("  Failed tests: No matches.", "  Error tests: No matches.")
          .anyMatch(line -> line.startsWith("  All remaining tests: " + races + " matching"));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
