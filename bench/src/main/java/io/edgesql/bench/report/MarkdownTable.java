package io.edgesql.bench.report;

import io.edgesql.bench.load.Line;
import io.edgesql.bench.load.Tally;
import io.edgesql.bench.server.EdgeUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Results as a Markdown table. Milliseconds; ratios are to the first target of the case. */
public record MarkdownTable(Results results) {

  /** The table. */
  public String text() {
    Duration bound = results.p95Bound();
    StringBuilder table = new StringBuilder();
    table.append("| Engine | Workload | Clients | p50 | p95 | p99 | p99.9 | Max QPS");
    table.append(bound == null ? "" : " (p95 ≤ " + bound.toMillis() + " ms)");
    table.append(results.isComparison() ? " | × QPS | × p50 | Notes |\n" : " | Notes |\n");
    table.append("| - | - | -: | -: | -: | -: | -: | -: |");
    table.append(results.isComparison() ? " -: | -: | - |\n" : " - |\n");
    for (Line line : results.lines()) {
      table.append(row(line)).append('\n');
    }
    return table.toString();
  }

  private String row(Line line) {
    Tally tally = line.tally();
    Double maxOps = line.maxOps();
    String row =
        String.format(
            Locale.ROOT,
            "| %s | %s | %d | %.3f | %.3f | %.3f | %.3f | %,.0f |",
            line.label(),
            line.of().workload().label(),
            line.of().clients(),
            tally.millis(50),
            tally.millis(95),
            tally.millis(99),
            tally.millis(99.9),
            maxOps == null ? tally.opsPerSecond() : maxOps);
    if (results.isComparison()) {
      Line base = results.base(line);
      row +=
          " "
              + ratio(Ratio.ofThroughput(line, base))
              + " | "
              + ratio(Ratio.ofLatency(line, base))
              + " |";
    }
    return row + " " + String.join("; ", notes(line)) + " |";
  }

  private static String ratio(Ratio ratio) {
    return ratio.low() == ratio.high()
        ? String.format(Locale.ROOT, "%.2f", ratio.median())
        : String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", ratio.median(), ratio.low(), ratio.high());
  }

  private static List<String> notes(Line line) {
    List<String> notes = new ArrayList<>();
    Tally tally = line.tally();
    if (line.rate() > 0) {
      notes.add(String.format(Locale.ROOT, "asked for %,.0f/s", line.rate()));
    }
    if (line.of().workload().label().equals("large-result")) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,.0f rows/s",
              tally.opsPerSecond() * io.edgesql.bench.load.Workload.LARGE_ROWS));
    }
    List<String> cpu = new ArrayList<>();
    for (String role : new TreeMap<>(line.cpuSeconds()).keySet()) {
      if (line.cpuMicros(role) >= 0.5) {
        cpu.add(String.format(Locale.ROOT, "%s %.0f", role, line.cpuMicros(role)));
      }
    }
    if (!cpu.isEmpty()) {
      notes.add("µs CPU: " + String.join(", ", cpu));
    }
    EdgeUsage usage = line.usage();
    if (usage != null && usage.requests() > 0) {
      double dollars = Prices.dollars(usage, tally.nanos() / 1e9);
      notes.add(
          String.format(
              Locale.ROOT,
              "%.1f requests a frame, $%.2f a million",
              usage.frames() == 0 ? 0 : usage.requests() / usage.frames(),
              dollars / Math.max(1, tally.operations()) * 1e6));
    }
    if (tally.errorCount() > 0) {
      notes.add("errors " + tally.errors());
    }
    notes.add(
        line.isCorrect()
            ? "all correct"
            : "**%d wrong answers, %d lost, %d too many**"
                .formatted(tally.wrongAnswers(), line.lost(), line.unacknowledged()));
    return notes;
  }
}
