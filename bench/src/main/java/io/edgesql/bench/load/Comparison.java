package io.edgesql.bench.load;

import io.edgesql.bench.server.EdgeUsage;
import io.edgesql.bench.server.ServerProcesses;
import io.edgesql.bench.server.Target;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures every target in every case. The targets take turns round by round, so that a slow moment
 * of the machine hits them alike.
 *
 * @param duration for each line of the report, over all rounds
 * @param settling load on each target before the first line, shared by the cases, not measured: a
 *     virtual machine compiles what it has seen much of
 * @param warmUp before each line, not measured
 * @param rate operations a second over all clients; 0 for a closed loop
 * @param p95Bound if given, the highest rate is looked for whose p95 is not above it
 * @param progress is told what is going on
 */
public record Comparison(
    List<Target> targets,
    List<Case> cases,
    Data data,
    Duration duration,
    Duration settling,
    Duration warmUp,
    int rounds,
    double rate,
    @Nullable Duration p95Bound,
    Consumer<String> progress) {

  /** Runs everything. */
  public List<Line> run() throws SQLException, IOException, InterruptedException {
    List<Workload> workloads = cases.stream().map(Case::workload).distinct().toList();
    for (Target target : targets) {
      progress.accept("Filling " + target.label());
      Tables.create(target, data, workloads);
    }
    settle();
    List<Line> lines = new ArrayList<>();
    for (int index = 0; index < cases.size(); index++) {
      lines.addAll(compare(cases.get(index), "[" + (index + 1) + "/" + cases.size() + "]"));
    }
    for (Target target : targets) {
      Tables.drop(target);
    }
    return lines;
  }

  private void settle() throws SQLException, InterruptedException {
    if (settling.isZero()) {
      return;
    }
    progress.accept("Settling");
    for (Case of : cases) {
      for (Target target : targets) {
        new LoadRun(target, of.workload(), data, of.clients(), rate)
            .run(settling.dividedBy(cases.size()));
      }
    }
  }

  private List<Line> compare(Case of, String at)
      throws SQLException, IOException, InterruptedException {
    List<Turns> all = new ArrayList<>();
    for (Target target : targets) {
      all.add(new Turns(target, of));
    }
    for (Turns turns : all) {
      turns.warmUp();
    }
    for (int round = 0; round < rounds; round++) {
      for (Turns turns : all) {
        turns.round();
      }
    }
    List<Line> lines = new ArrayList<>();
    for (Turns turns : all) {
      Line line = turns.line();
      lines.add(line);
      progress.accept(at + " " + told(line));
    }
    return lines;
  }

  private static String told(Line line) {
    Tally tally = line.tally();
    String text =
        String.format(
            Locale.ROOT,
            "%s, %d clients, %s: %,.0f/s, p50 %.3f ms, p95 %.3f ms, p99 %.3f ms",
            line.of().workload().label(),
            line.of().clients(),
            line.label(),
            tally.opsPerSecond(),
            tally.millis(50),
            tally.millis(95),
            tally.millis(99));
    if (tally.errorCount() > 0) {
      text += ", errors " + tally.errors();
    }
    if (!line.isCorrect()) {
      text +=
          ", WRONG: %d answers (%s), %d effects lost, %d too many"
              .formatted(
                  tally.wrongAnswers(), tally.firstWrong(), line.lost(), line.unacknowledged());
    }
    return text;
  }

  /** One target's turns in one case. */
  private final class Turns {
    private final Target target;
    private final Case of;
    private final LoadRun load;
    private final Tally tally = new Tally();
    private final List<Double> roundOps = new ArrayList<>();
    private final List<Double> roundP50 = new ArrayList<>();
    private final Map<String, Double> cpu = new HashMap<>();
    private final Map<String, Long> resident = new HashMap<>();
    private EdgeUsage usage = EdgeUsage.NONE;
    private long effectsBefore;

    Turns(Target target, Case of) {
      this.target = target;
      this.of = of;
      this.load = new LoadRun(target, of.workload(), data, of.clients(), rate);
    }

    void warmUp() throws SQLException, InterruptedException {
      if (!warmUp.isZero()) {
        load.run(warmUp);
      }
      effectsBefore = effects();
    }

    void round() throws SQLException, IOException, InterruptedException {
      Map<String, Double> cpuBefore = ServerProcesses.cpuSeconds(target.processes());
      EdgeUsage usageBefore = usage();
      Tally seen = load.run(duration.dividedBy(rounds));
      EdgeUsage usageAfter = usage();
      ServerProcesses.cpuSeconds(target.processes())
          .forEach(
              (role, after) ->
                  cpu.merge(role, after - cpuBefore.getOrDefault(role, 0.0), Double::sum));
      for (Target.ServerProcess process : target.processes()) {
        String role = process.role();
        resident.merge(role, ServerProcesses.residentBytes(target.processes(), role), Math::max);
      }
      usage = usage.plus(usageAfter.minus(usageBefore));
      tally.add(seen);
      tally.took(seen.nanos());
      roundOps.add(seen.opsPerSecond());
      roundP50.add(seen.millis(50));
    }

    private EdgeUsage usage() throws IOException, InterruptedException {
      URI metrics = target.metrics();
      return metrics == null ? EdgeUsage.NONE : EdgeUsage.read(metrics);
    }

    Line line() throws SQLException, InterruptedException {
      long difference = effects() - effectsBefore - tally.effects();
      Duration bound = p95Bound;
      Double maxOps =
          bound == null ? null : (Double) new RateSearch(load, bound, duration).highest(tally);
      return new Line(
          target.label(),
          target.engine(),
          of,
          rate,
          tally,
          roundOps,
          roundP50,
          cpu,
          resident,
          target.metrics() == null ? null : usage,
          Math.max(0, -difference),
          Math.max(0, difference),
          maxOps);
    }

    private long effects() throws SQLException {
      String sql = of.workload().effectSql();
      if (sql == null) {
        return 0;
      }
      try (Connection connection = target.connect();
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        return result.next() ? result.getLong(1) : 0;
      }
    }
  }
}
