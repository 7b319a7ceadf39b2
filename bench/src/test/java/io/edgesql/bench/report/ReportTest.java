package io.edgesql.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgesql.bench.load.Case;
import io.edgesql.bench.load.Line;
import io.edgesql.bench.load.Tally;
import io.edgesql.bench.load.Workload;
import io.edgesql.bench.server.EdgeUsage;
import io.edgesql.bench.server.Engine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Case READ = new Case(Workload.HOT_STRONG, 16);
  private final Results results =
      new Results(
          Map.of("command", "bench <compare>"),
          List.of(
              line(Engine.MARIADB, List.of(1000.0, 2000.0, 4000.0), null, 0),
              line(
                  Engine.EDGE, List.of(500.0, 1600.0, 1000.0), new EdgeUsage(20e6, 40e6, 0, 0), 3)),
          Duration.ofMillis(5));

  @Test
  void comparesRoundByRoundWithTheFirstTargetOfTheCase() {
    assertThat(new MarkdownTable(results).text())
        .contains("Max QPS (p95 ≤ 5 ms)")
        .contains("| MariaDB | hot-strong | 16 |")
        .contains("| 0.50 (0.25–0.80) |");
  }

  @Test
  void tellsLostUpdatesInEveryForm() throws Exception {
    assertThat(results.isCorrect()).isFalse();
    assertThat(new MarkdownTable(results).text())
        .contains("**0 wrong answers, 3 lost, 0 too many**");
    JsonNode lines = new ObjectMapper().readTree(new JsonReport(results).text()).path("results");
    assertThat(lines.path(0).path("isCorrect").asBoolean()).isTrue();
    assertThat(lines.path(1).path("lostEffects").asInt()).isEqualTo(3);
    assertThat(new HtmlPage(results).text()).contains("class='bad'");
  }

  @Test
  void drawsAPageThatNeedsNothingElse() {
    assertThat(new HtmlPage(results).text())
        .startsWith("<!doctype html>")
        .contains("<svg")
        .contains("bench &lt;compare&gt;")
        .doesNotContain("NaN")
        .doesNotContain("http");
  }

  @Test
  void countsTwentyMessagesAsOneRequestOfTheBill() {
    assertThat(Prices.dollars(new EdgeUsage(20e6, 0, 0, 0), 0)).isEqualTo(0.15);
    assertThat(Prices.dollars(new EdgeUsage(0, 0, 0, 2e6), 0)).isEqualTo(2.0);
  }

  private static Line line(
      Engine engine,
      List<Double> ops,
      @org.jspecify.annotations.Nullable EdgeUsage usage,
      long lost) {
    return new Line(
        engine.title(),
        engine,
        READ,
        0,
        new Tally(),
        ops,
        ops,
        Map.of(),
        Map.of(),
        usage,
        lost,
        0,
        null);
  }
}
