package io.edgesql.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FlameGraphTest {
  @Test
  void aBoxIsAsWideAsItsShareOfTheSamples() {
    FlameGraph graph = new FlameGraph("reads <1>");
    graph.add("[loop tid=7];io/edgesql/A.run;java/util/B.get 30");
    graph.add("[loop tid=8];io/edgesql/A.run 10");

    assertThat(graph.svg())
        .contains("reads &lt;1&gt; (40 samples)")
        .contains("<title>[loop]: 100.0 %</title>")
        .contains("<title>io.edgesql.A.run: 100.0 %</title>")
        .contains("<title>java.util.B.get: 75.0 %</title>");
  }
}
