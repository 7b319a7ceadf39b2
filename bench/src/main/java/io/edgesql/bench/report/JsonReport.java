package io.edgesql.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.edgesql.bench.load.Line;
import io.edgesql.bench.load.Tally;
import io.edgesql.bench.server.EdgeUsage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results for programs. */
public record JsonReport(Results results) {
  private static final List<Double> PERCENTILES =
      List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 100.0);

  /** One JSON object. */
  public String text() throws IOException {
    Map<String, Object> root = new LinkedHashMap<>(results.about());
    root.put("results", results.lines().stream().map(this::fields).toList());
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root);
  }

  private Map<String, Object> fields(Line line) {
    Tally tally = line.tally();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("target", line.label());
    fields.put("engine", line.engine().title());
    fields.put("workload", line.of().workload().label());
    fields.put("clients", line.of().clients());
    if (line.rate() > 0) {
      fields.put("askedOpsPerSecond", line.rate());
    }
    fields.put("operations", tally.operations());
    fields.put("opsPerSecond", tally.opsPerSecond());
    fields.put("opsPerSecondByRound", line.roundOps());
    Map<String, Double> latencies = new LinkedHashMap<>();
    for (double percentile : PERCENTILES) {
      String name = percentile == 100 ? "max" : "p" + String.valueOf(percentile).replace(".0", "");
      latencies.put(name, tally.millis(percentile));
    }
    fields.put("latencyMs", latencies);
    if (line.maxOps() != null) {
      fields.put("maxOpsPerSecondWithinP95Bound", line.maxOps());
    }
    fields.put("errors", tally.errors());
    fields.put("wrongAnswers", tally.wrongAnswers());
    fields.put("lostEffects", line.lost());
    fields.put("unacknowledgedEffects", line.unacknowledged());
    fields.put("isCorrect", line.isCorrect());
    fields.put("cpuSeconds", line.cpuSeconds());
    fields.put("residentBytes", line.residentBytes());
    if (results.isComparison()) {
      fields.put("throughputRatio", Ratio.ofThroughput(line, results.base(line)));
      fields.put("p50Ratio", Ratio.ofLatency(line, results.base(line)));
    }
    EdgeUsage usage = line.usage();
    if (usage != null) {
      fields.put("edge", usage);
      fields.put("dollars", Prices.dollars(usage, tally.nanos() / 1e9));
      fields.put("pricesAsOf", Prices.AS_OF);
    }
    return fields;
  }
}
