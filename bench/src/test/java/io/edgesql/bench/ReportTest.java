package io.edgesql.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.bench.Comparison.Line;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class ReportTest {

  private final Report report =
      new Report(
          List.of(
              line("mysql", 1, 1000, 1_000_000),
              line("edge", 1, 500, 2_000_000),
              line("mysql", 16, 4000, 4_000_000),
              line("edge", 16, 8000, 2_000_000)));

  @Test
  void comparesEachLineWithTheFirstEngineOfItsKind() {
    assertThat(report.markdown())
        .contains("| mysql | SELECT | 1 | 1000 | 1.000 | 1.000 | 1.000 | 1.00 |")
        .contains("| edge | SELECT | 1 | 500 | 2.000 | 2.000 | 2.000 | 0.50 |")
        .contains("| edge | SELECT | 16 | 8000 | 2.000 | 2.000 | 2.000 | 2.00 |");
  }

  @Test
  void writesTheSameAsJson() throws Exception {
    assertThat(report.json(Map.of("rounds", 5)))
        .contains("\"rounds\" : 5")
        .contains("\"engine\" : \"edge\"")
        .contains("\"ratio\" : 2.0");
  }

  @Test
  void takesTargetsOfKnownDriversOnly() {
    assertThat(Target.parse("m=jdbc:mysql://h/db?user=a&password=b=c"))
        .isEqualTo(new Target("m", "jdbc:mysql://h/db?user=a&password=b=c"));
    assertThatThrownBy(() -> Target.parse("m=jdbc:other://h"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Target.parse("jdbc:mysql://h"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Line line(String engine, int clients, double opsPerSecond, long nanos) {
    Histogram latencies = new Histogram(60_000_000_000L, 5);
    latencies.recordValue(nanos);
    return new Line(engine, Workload.SELECT, clients, opsPerSecond, latencies);
  }
}
