package io.edgesql.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench point}: one row by its key, read or updated. */
@Command(
    name = "point",
    mixinStandardHelpOptions = true,
    description = "Measures SELECT and UPDATE by key. The table is made anew and dropped.")
final class PointCommand implements Callable<Integer> {

  @Option(
      names = "--target",
      required = true,
      paramLabel = "name=jdbcurl",
      description = "A server; repeatable. The first one is what the others are compared with.")
  private List<String> targets = List.of();

  @Option(
      names = "--workload",
      split = ",",
      defaultValue = "SELECT,UPDATE",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private List<Workload> workloads = List.of();

  @Option(
      names = "--clients",
      split = ",",
      defaultValue = "1,16,64",
      description = "Connections at the same time; default: ${DEFAULT-VALUE}")
  private List<Integer> clients = List.of();

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "For each line of the report, over all rounds; default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "3",
      description = "Seconds before each line, not measured; default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often the targets take turns; default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--rows", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}")
  private int rows;

  @Option(names = "--json", description = "A file for the results as JSON")
  private @Nullable Path json;

  /** Replaced by picocli. */
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePositive("--seconds", seconds);
    requirePositive("--rounds", rounds);
    requirePositive("--rows", rows);
    clients.forEach(count -> requirePositive("--clients", count));
    Comparison comparison =
        new Comparison(
            parseTargets(),
            workloads,
            clients,
            rows,
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(warmUpSeconds),
            rounds);
    PrintWriter progress = spec.commandLine().getErr();
    Report report;
    try {
      report = new Report(comparison.run(progress));
    } catch (SQLException e) {
      progress.println("A statement failed, so there is no result: " + e.getMessage());
      return 1;
    }
    spec.commandLine().getOut().print(report.markdown());
    spec.commandLine().getOut().flush();
    if (json != null) {
      Files.writeString(json, report.json(about()));
    }
    return 0;
  }

  private List<Target> parseTargets() {
    try {
      return targets.stream().map(Target::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " must be positive: " + value);
    }
  }

  /** URLs hold passwords, so only the targets' names are told. */
  private Map<String, Object> about() {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("at", Instant.now().toString());
    about.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    about.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    about.put("processors", Runtime.getRuntime().availableProcessors());
    about.put("rows", rows);
    about.put("seconds", seconds);
    about.put("warmUpSeconds", warmUpSeconds);
    about.put("rounds", rounds);
    return about;
  }
}
