package io.footfall.inspect;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the launcher of the distribution begins: the first word says which tool is meant. */
public final class Main {

  private static final String HELP =
      """
      usage: java -jar footfall-filter.jar inspect [--all] DATA-DIR
             java -jar footfall-filter.jar reconcile OPTIONS

        inspect    shows what the files of a data directory say, and checks them
        reconcile  compares the event log with the cluster and with data directories

      Neither writes anything. --help behind the word says more.
      """;

  private Main() {}

  /** Runs a tool and ends the JVM. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code = run(List.of(args), out, err);
    out.flush();
    System.exit(code);
  }

  /**
   * Runs a tool.
   *
   * @return the exit code
   */
  static int run(List<String> args, PrintStream out, PrintStream err) {
    String tool = args.isEmpty() ? "" : args.get(0);
    return switch (tool) {
      case "inspect" -> Inspect.run(args, out, err);
      case "reconcile" ->
          new Reconcile(System.getenv(), out, err).run(args.subList(1, args.size()));
      case "--help", "-h" -> {
        out.print(HELP);
        yield Inspect.SOUND;
      }
      default -> {
        err.print(HELP);
        yield Inspect.USAGE;
      }
    };
  }
}
