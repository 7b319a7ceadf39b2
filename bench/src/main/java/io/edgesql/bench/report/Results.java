package io.edgesql.bench.report;

import io.edgesql.bench.load.Line;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has measured.
 *
 * @param about what was run, where and when
 * @param lines in groups of a case; the first target of a group is what the others are compared
 *     with
 * @param p95Bound what "Max QPS" keeps to; null if it was not looked for
 */
public record Results(Map<String, Object> about, List<Line> lines, @Nullable Duration p95Bound) {
  /** Whether every server answered rightly. */
  public boolean isCorrect() {
    return lines.stream().allMatch(Line::isCorrect);
  }

  /** The line of the first target in the same case: perhaps the line itself. */
  Line base(Line line) {
    return lines.stream().filter(other -> other.of().equals(line.of())).findFirst().orElse(line);
  }

  boolean isComparison() {
    return lines.stream().anyMatch(line -> !line.equals(base(line)));
  }
}
