package io.edgesql.proxy;

import io.edgesql.proxy.cli.MirrorCommand;
import io.edgesql.proxy.cli.PolicyCommand;
import io.edgesql.proxy.cli.ShortErrors;
import io.edgesql.proxy.cli.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The process: {@code edgesql up} and what belongs to it. */
@Command(
    name = "edgesql",
    mixinStandardHelpOptions = true,
    version = "Edge SQL 0.1.0%n",
    subcommands = {UpCommand.class, PolicyCommand.class, MirrorCommand.class},
    description = "MySQL in front, SQLite at the edge behind.")
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(ShortErrors.of(new CommandLine(new Main())).execute(arguments));
  }
}
