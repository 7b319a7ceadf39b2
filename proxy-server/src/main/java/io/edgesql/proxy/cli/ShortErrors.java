package io.edgesql.proxy.cli;

import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** Wrong options cost one sentence and a pointer to the help, not a screen of it. */
public final class ShortErrors {
  private ShortErrors() {}

  public static CommandLine of(CommandLine commandLine) {
    return commandLine.setParameterExceptionHandler(ShortErrors::explain);
  }

  private static int explain(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    String message = String.valueOf(wrong.getMessage());
    command
        .getErr()
        .printf(
            "edgesql: %s%s%nTry: %s --help%n",
            message,
            message.endsWith(".") ? "" : ".",
            command.getCommandSpec().qualifiedName().replaceFirst("^edgesql", "./edgesql"));
    return ExitCode.USAGE;
  }
}
