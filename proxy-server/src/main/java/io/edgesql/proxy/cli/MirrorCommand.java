package io.edgesql.proxy.cli;

import io.edgesql.backend.MirroredTable;
import io.edgesql.backend.gateway.GatewayBackend;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code edgesql mirror}: the copies of tables in D1. Exit codes: 0 done, 1 failed, 2 wrong
 * options.
 */
@Command(
    name = "mirror",
    mixinStandardHelpOptions = true,
    description = "Shows and makes anew the copies of tables in D1.")
public final class MirrorCommand {
  @Option(
      names = "--shard",
      defaultValue = "main",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      description = "Shard that holds the tables (default: ${DEFAULT-VALUE}).")
  private String shard = "";

  @Command(name = "status", description = "Shows how far the mirrored tables have followed.")
  int status(@Mixin EdgeTarget target) {
    return EdgeTarget.run(
        () -> {
          try (GatewayBackend backend = target.open()) {
            List<MirroredTable> tables = EdgeTarget.await(backend.mirror(shard));
            if (tables.isEmpty()) {
              System.out.println("No table is mirrored.");
            }
            for (MirroredTable table : tables) {
              String error = table.error() == null ? "" : ": " + table.error();
              System.out.printf(
                  "%s: %s, %d row(s) and %d ms behind, %d row(s) copied%s%n",
                  table.name(),
                  table.state(),
                  table.rowsBehind(),
                  table.lagMs(),
                  table.copied(),
                  error);
            }
          }
        });
  }

  @Command(
      name = "rebuild",
      description = "Copies tables from their first row again, while they are used.")
  int rebuild(
      @Parameters(
              paramLabel = "DATABASE.TABLE",
              arity = "0..*",
              description = "Which; all when none are named.")
          List<String> tables,
      @Mixin EdgeTarget target) {
    List<String> named = tables == null ? List.of() : tables;
    return EdgeTarget.run(
        () -> {
          try (GatewayBackend backend = target.open()) {
            long count = EdgeTarget.await(backend.rebuildMirror(shard, named));
            if (count < named.size()) {
              throw new StartFailure(
                  count + " of " + named.size() + " are made anew; the others are not mirrored.");
            }
            System.out.printf("%d table(s) are made anew; see 'mirror status'.%n", count);
          }
        });
  }
}
