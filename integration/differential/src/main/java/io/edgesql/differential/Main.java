package io.edgesql.differential;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry of the comparison with a real MySQL. */
@Command(
    name = "differential",
    mixinStandardHelpOptions = true,
    subcommands = {ReplayCommand.class, CaptureCommand.class, RandomCommand.class},
    description = "Compares Edge SQL's answers with those of a real MySQL.")
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
