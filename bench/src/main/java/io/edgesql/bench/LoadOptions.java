package io.edgesql.bench;

import io.edgesql.bench.load.Case;
import io.edgesql.bench.load.Comparison;
import io.edgesql.bench.load.Data;
import io.edgesql.bench.load.Line;
import io.edgesql.bench.report.HtmlPage;
import io.edgesql.bench.report.JsonReport;
import io.edgesql.bench.report.MarkdownTable;
import io.edgesql.bench.report.Results;
import io.edgesql.bench.server.StartException;
import io.edgesql.bench.server.TargetSpec;
import io.edgesql.bench.server.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that all measuring commands share, and what they all do. */
final class LoadOptions {
  @Option(
      names = "--workload",
      split = ",",
      defaultValue = "all",
      description =
          "hot-cached, hot-bounded, hot-strong, cold-range, point-write, batch-write, contention,"
              + " contention-locked, transaction, mixed, large-result, long-1000, long-10000 or all (without"
              + " the last three); NAME@16@64 has clients of its own."
              + " Default: ${DEFAULT-VALUE}")
  private List<String> workloads = List.of();

  @Option(
      names = "--clients",
      split = ",",
      defaultValue = "1,16,64",
      description = "Connections at the same time. Default: ${DEFAULT-VALUE}")
  private List<Integer> clients = List.of();

  @Option(
      names = "--duration",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "Of each line of the report, over all rounds. Default: ${DEFAULT-VALUE}")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--warm-up",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "Before each line, not measured. Default: ${DEFAULT-VALUE}")
  private Duration warmUp = Duration.ZERO;

  @Option(
      names = "--settle",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description =
          "Of all workloads on each target before the first line, not measured, for what compiles as it"
              + " runs. Default: ${DEFAULT-VALUE}")
  private Duration settling = Duration.ZERO;

  @Option(
      names = "--rps",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Ask for N operations a second whatever the answers take (open loop; latencies count from the"
              + " time when an operation was due). Default: as fast as answers come")
  private double rate;

  @Option(
      names = "--p95",
      paramLabel = "BOUND",
      converter = DurationConverter.class,
      description =
          "Also look for the highest rate with p95 within this, 5ms say; takes --duration more a line.")
  private @Nullable Duration p95;

  @Option(
      names = "--rows",
      defaultValue = "10000",
      description = "Items in the table. Default: ${DEFAULT-VALUE}")
  private int rows;

  @Option(
      names = "--driver",
      defaultValue = "mariadb",
      description =
          "JDBC driver for servers started here: mariadb or mysql. Default: ${DEFAULT-VALUE}")
  private String driver = "";

  @Option(
      names = "--driver-options",
      defaultValue = "useServerPrepStmts=true",
      description = "For their URLs, a=b&c=d. Default: ${DEFAULT-VALUE}")
  private String driverOptions = "";

  @Option(names = "--json", description = "File for the results as JSON")
  private @Nullable Path json;

  @Option(names = "--markdown", description = "File for the table; it is printed as well")
  private @Nullable Path markdown;

  @Option(names = "--html", description = "File for the results as a page with plots")
  private @Nullable Path html;

  /** Measures the targets in turns and reports; gives the exit code. */
  int measure(CommandLine command, List<TargetSpec> specs, int rounds) {
    List<Case> cases = cases(command);
    PrintWriter progress = command.getErr();
    Consumer<String> tell =
        text -> {
          progress.println(text);
          progress.flush();
        };
    try (Targets targets = Targets.open(specs, targetOptions(), tell)) {
      Comparison comparison =
          new Comparison(
              targets.all(),
              cases,
              Data.ofRows(rows),
              duration,
              settling,
              warmUp,
              rounds,
              rate,
              p95,
              tell);
      List<Line> lines = comparison.run();
      Results results = new Results(About.facts(command, rounds), lines, p95);
      report(results, command.getOut());
      if (!results.isCorrect()) {
        tell.accept("Wrong answers were seen.");
        return 1;
      }
      return 0;
    } catch (StartException e) {
      tell.accept("bench: " + e.getMessage());
    } catch (SQLException e) {
      tell.accept("bench: a server refused what must not fail: " + e.getMessage());
    } catch (IOException e) {
      tell.accept("bench: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tell.accept("bench: interrupted");
    }
    return 1;
  }

  private List<Case> cases(CommandLine command) {
    require(command, rows >= 1, "--rows must be positive");
    require(command, rate >= 0, "--rps must not be negative");
    require(command, !duration.isZero(), "--duration must be positive");
    require(command, clients.stream().allMatch(count -> count >= 1), "--clients must be positive");
    require(
        command,
        driver.equals("mariadb") || driver.equals("mysql"),
        "--driver is mariadb or mysql");
    try {
      return Case.of(workloads, clients);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--workload: " + e.getMessage(), e);
    }
  }

  private Targets.Options targetOptions() {
    return new Targets.Options(
        Path.of(System.getProperty("edgesql.root", ".")).toAbsolutePath(),
        "jdbc:" + driver,
        driverOptions.isEmpty() ? "" : "&" + driverOptions);
  }

  static List<TargetSpec> specs(CommandLine command, List<String> options) {
    try {
      return options.stream().map(TargetSpec::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--target: " + e.getMessage(), e);
    }
  }

  static void require(CommandLine command, boolean isMet, String message) {
    if (!isMet) {
      throw new ParameterException(command, message);
    }
  }

  private void report(Results results, PrintWriter out) throws IOException {
    String table = new MarkdownTable(results).text();
    out.print(table);
    out.flush();
    if (markdown != null) {
      Files.writeString(markdown, table);
    }
    if (json != null) {
      Files.writeString(json, new JsonReport(results).text());
    }
    if (html != null) {
      Files.writeString(html, new HtmlPage(results).text());
    }
  }
}
