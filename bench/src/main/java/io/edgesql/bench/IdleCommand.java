package io.edgesql.bench;

import io.edgesql.bench.load.IdleConnections;
import io.edgesql.bench.server.StartException;
import io.edgesql.bench.server.Target;
import io.edgesql.bench.server.TargetSpec;
import io.edgesql.bench.server.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench idle}: what connections cost that do nothing. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Starts Edge SQL, opens connections that stay idle, and tells what each takes of the proxy's heap and"
            + " whether another client gets slower by them. Needs the JDK's jcmd.")
final class IdleCommand implements Callable<Integer> {
  @Option(
      names = "--connections",
      defaultValue = "5000",
      description = "Idle connections. Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description =
          "Of each measurement of the other client, after as long a warm-up. Default: ${DEFAULT-VALUE}")
  private Duration duration = Duration.ZERO;

  /** Replaced by picocli. */
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    LoadOptions.require(spec.commandLine(), connections >= 1, "--connections must be positive");
    LoadOptions.require(spec.commandLine(), !duration.isZero(), "--duration must be positive");
    PrintWriter progress = spec.commandLine().getErr();
    Path root = Path.of(System.getProperty("edgesql.root", ".")).toAbsolutePath();
    try (Targets targets =
        Targets.open(
            List.of(TargetSpec.parse("edge")),
            new Targets.Options(root, "jdbc:mariadb", "&useServerPrepStmts=true"),
            text -> {
              progress.println(text);
              progress.flush();
            })) {
      Target edge = targets.all().get(0);
      spec.commandLine().getOut().print(new IdleConnections(edge, connections, duration).measure());
      spec.commandLine().getOut().flush();
      return 0;
    } catch (StartException | IOException e) {
      progress.println("bench: " + e.getMessage());
    } catch (SQLException e) {
      progress.println("bench: the server refused what must not fail: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      progress.println("bench: interrupted");
    }
    progress.flush();
    return 1;
  }
}
