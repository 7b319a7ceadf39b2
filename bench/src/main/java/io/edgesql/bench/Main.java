package io.edgesql.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Entry of the benchmarks. Exit codes: 0 measured, 1 failed or a wrong answer was seen, 2 wrong
 * options.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {RunCommand.class, CompareCommand.class, IdleCommand.class, FlameCommand.class},
    description = "Measures Edge SQL and other servers through JDBC.")
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The same without ending the process; gives the exit code. */
  public static int run(String... args) {
    return new CommandLine(new Main()).setOverwrittenOptionsAllowed(true).execute(args);
  }
}
