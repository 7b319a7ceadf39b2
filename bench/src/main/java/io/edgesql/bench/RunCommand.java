package io.edgesql.bench;

import io.edgesql.bench.server.TargetSpec;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench run}: one server. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures one server. Tables named edgesql_bench_* are made anew and dropped.")
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--target",
      required = true,
      description =
          "edge, mysql, mariadb, percona, shardingsphere or postgres. Without --dsn it is started here from installed programs.")
  private String target = "";

  @Option(
      names = "--dsn",
      description = "JDBC URL of a server that runs, with database, user and password")
  private @Nullable String dsn;

  @Mixin private LoadOptions load = new LoadOptions();

  /** Replaced by picocli. */
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TargetSpec wanted = LoadOptions.specs(spec.commandLine(), List.of(target)).get(0);
    String url = dsn;
    if (url != null) {
      try {
        wanted = wanted.withUrl(url);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--dsn: " + e.getMessage(), e);
      }
    }
    return load.measure(spec.commandLine(), List.of(wanted), 1);
  }
}
