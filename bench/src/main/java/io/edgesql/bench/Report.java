package io.edgesql.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.edgesql.bench.Comparison.Line;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison's lines as text. The ratio is of ops/s, to the first engine's. */
final class Report {

  private final List<Line> lines;

  Report(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  String markdown() {
    StringBuilder table = new StringBuilder();
    table.append("| Engine | Workload | Clients | ops/s | p50 ms | p95 ms | p99 ms | ratio |\n");
    table.append("| - | - | -: | -: | -: | -: | -: | -: |\n");
    for (Line line : lines) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %d | %.0f | %.3f | %.3f | %.3f | %.2f |%n",
              line.engine(),
              line.workload(),
              line.clients(),
              line.opsPerSecond(),
              milliseconds(line, 50),
              milliseconds(line, 95),
              milliseconds(line, 99),
              ratio(line)));
    }
    return table.toString();
  }

  /**
   * The same for programs.
   *
   * @param about what was run and where
   */
  String json(Map<String, Object> about) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>(about);
    root.put("results", lines.stream().map(this::fields).toList());
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root);
  }

  private Map<String, Object> fields(Line line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("engine", line.engine());
    fields.put("workload", line.workload());
    fields.put("clients", line.clients());
    fields.put("operations", line.latencies().getTotalCount());
    fields.put("opsPerSecond", line.opsPerSecond());
    fields.put("p50Ms", milliseconds(line, 50));
    fields.put("p95Ms", milliseconds(line, 95));
    fields.put("p99Ms", milliseconds(line, 99));
    fields.put("maxMs", milliseconds(line, 100));
    fields.put("ratio", ratio(line));
    return fields;
  }

  private static double milliseconds(Line line, double percentile) {
    return line.latencies().getValueAtPercentile(percentile) / 1e6;
  }

  private double ratio(Line line) {
    for (Line first : lines) {
      if (first.workload() == line.workload() && first.clients() == line.clients()) {
        return line.opsPerSecond() / first.opsPerSecond();
      }
    }
    throw new IllegalStateException("The line itself is one");
  }
}
