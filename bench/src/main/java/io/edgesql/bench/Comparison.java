package io.edgesql.bench;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Measures every target under every workload and number of clients.
 *
 * @param duration for each target and line of the report, over all rounds
 * @param warmUp before that, not measured
 * @param rounds turns in which the targets are visited one after the other
 */
record Comparison(
    List<Target> targets,
    List<Workload> workloads,
    List<Integer> clients,
    int rows,
    Duration duration,
    Duration warmUp,
    int rounds) {

  /** One line of the report; latencies in nanoseconds. */
  record Line(
      String engine, Workload workload, int clients, double opsPerSecond, Histogram latencies) {}

  /** Runs everything; {@code progress} is told what is going on. */
  List<Line> run(PrintWriter progress) throws SQLException, InterruptedException {
    for (Target target : targets) {
      progress.println("Filling " + target.name());
      PointTable.create(target, rows);
    }
    List<Line> lines = new ArrayList<>();
    for (Workload workload : workloads) {
      for (int count : clients) {
        progress.println(workload + " with " + count + " clients");
        lines.addAll(compare(workload, count));
      }
    }
    for (Target target : targets) {
      PointTable.drop(target);
    }
    return lines;
  }

  private List<Line> compare(Workload workload, int count)
      throws SQLException, InterruptedException {
    List<Tally> tallies = targets.stream().map(Tally::new).toList();
    for (Tally tally : tallies) {
      tally.load(workload).run(count, warmUp);
    }
    for (int round = 0; round < rounds; round++) {
      for (Tally tally : tallies) {
        tally.add(tally.load(workload).run(count, duration.dividedBy(rounds)));
      }
    }
    return tallies.stream().map(tally -> tally.line(workload, count)).toList();
  }

  /** What one target has done so far. */
  private final class Tally {
    private final Target target;
    private final Histogram latencies = LoadRun.newHistogram();
    private long nanos;

    Tally(Target target) {
      this.target = target;
    }

    LoadRun load(Workload workload) {
      return new LoadRun(target, workload, rows);
    }

    void add(LoadRun.Measured measured) {
      latencies.add(measured.latencies());
      nanos += measured.nanos();
    }

    Line line(Workload workload, int count) {
      double opsPerSecond = latencies.getTotalCount() / (nanos / 1e9);
      return new Line(target.name(), workload, count, opsPerSecond, latencies);
    }
  }
}
