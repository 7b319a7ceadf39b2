package io.edgesql.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry of the benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = PointCommand.class,
    description = "Compares MySQL servers through JDBC.")
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
