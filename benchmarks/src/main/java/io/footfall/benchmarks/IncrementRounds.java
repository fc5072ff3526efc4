package io.footfall.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link IncrementBenchmark} in rounds: each round forks every design once, so that a change
 * in the load of the machine meets all of them alike, and ratios are taken within a round.
 */
public final class IncrementRounds {

  private static final List<String> DESIGNS = List.of("longAdder", "mapped", "heap", "atomicLong");
  private static final int[] THREADS = {1, 2, 4, 8};

  private IncrementRounds() {}

  /**
   * Prints the ratios to {@code LongAdder} by number of threads.
   *
   * @param args the number of rounds, 5 if there is none
   */
  public static void main(String[] args) throws RunnerException {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    for (int threads : THREADS) {
      Map<String, Figures> figures = new TreeMap<>();
      for (int round = 0; round < rounds; round++) {
        List<String> order = new ArrayList<>(DESIGNS);
        Collections.rotate(order, round);
        Map<String, RunResult> results = new TreeMap<>();
        for (String design : order) {
          results.put(design, run(design, threads));
        }
        RunResult adder = Objects.requireNonNull(results.get("longAdder"), "longAdder");
        results.forEach(
            (design, result) ->
                figures.computeIfAbsent(design, none -> new Figures()).add(result, adder));
      }
      System.out.printf(Locale.ROOT, "%n%d threads, %d rounds%n", threads, rounds);
      System.out.printf(
          "%-11s %-24s %-20s %-24s %-20s %s%n",
          "", "ns/op", "to LongAdder", "CPU ns/op", "to LongAdder", "B/op at most");
      for (String design : DESIGNS) {
        System.out.printf(
            Locale.ROOT, "%-11s %s%n", design, Objects.requireNonNull(figures.get(design), design));
      }
    }
  }

  /** What the rounds gave for one design. */
  private static final class Figures {
    private final List<Double> nanos = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> cpuNanos = new ArrayList<>();
    private final List<Double> cpuRatios = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();

    void add(RunResult result, RunResult adder) {
      nanos.add(result.getPrimaryResult().getScore());
      ratios.add(result.getPrimaryResult().getScore() / adder.getPrimaryResult().getScore());
      cpuNanos.add(secondary(result, CpuProfiler.RESULT));
      cpuRatios.add(secondary(result, CpuProfiler.RESULT) / secondary(adder, CpuProfiler.RESULT));
      bytes.add(secondary(result, "gc.alloc.rate.norm"));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-24s %-20s %-24s %-20s %.4f",
          Spread.of(nanos).medianAndRange(),
          Spread.of(ratios).medianAndRange(),
          Spread.of(cpuNanos).medianAndRange(),
          Spread.of(cpuRatios).medianAndRange(),
          Spread.of(bytes).max());
    }
  }

  private static double secondary(RunResult result, String name) {
    for (String key : result.getSecondaryResults().keySet()) {
      if (key.endsWith(name)) {
        return result.getSecondaryResults().get(key).getScore();
      }
    }
    throw new IllegalStateException("no profiler reports " + name);
  }

  private static RunResult run(String design, int threads) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(IncrementBenchmark.class.getName().replace(".", "\\.") + "\\." + design + "$")
            .threads(threads)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    return new Runner(options).runSingle();
  }
}
