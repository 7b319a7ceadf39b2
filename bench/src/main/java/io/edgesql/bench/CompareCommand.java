package io.edgesql.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench compare}: several servers in turns. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures several servers in turns and tells their ratios to the first one.")
final class CompareCommand implements Callable<Integer> {
  @Option(
      names = "--target",
      required = true,
      paramLabel = "[LABEL:]ENGINE[=URL]",
      description =
          "edge, mysql, mariadb, percona, shardingsphere or postgres, with the JDBC URL of one that runs; repeatable."
              + " The first one is what the others are compared with.")
  private List<String> targets = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often the targets take turns in each line. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Mixin private LoadOptions load = new LoadOptions();

  /** Replaced by picocli. */
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    LoadOptions.require(spec.commandLine(), rounds >= 1, "--rounds must be positive");
    LoadOptions.require(
        spec.commandLine(), targets.size() >= 2, "There must be two targets or more");
    return load.measure(spec.commandLine(), LoadOptions.specs(spec.commandLine(), targets), rounds);
  }
}
