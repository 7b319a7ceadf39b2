package io.edgesql.bench.report;

import io.edgesql.bench.load.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How two targets compare, round by round.
 *
 * @param median of the rounds' ratios
 * @param low the lowest of them
 */
record Ratio(double median, double low, double high) {
  /** Of operations a second. */
  static Ratio ofThroughput(Line line, Line base) {
    return of(line.roundOps(), base.roundOps());
  }

  /** Of median latencies. */
  static Ratio ofLatency(Line line, Line base) {
    return of(line.roundP50(), base.roundP50());
  }

  private static Ratio of(List<Double> values, List<Double> base) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(base.get(round) == 0 ? 0 : values.get(round) / base.get(round));
    }
    Collections.sort(ratios);
    int middle = ratios.size() / 2;
    double median =
        ratios.size() % 2 == 1
            ? ratios.get(middle)
            : (ratios.get(middle - 1) + ratios.get(middle)) / 2;
    return new Ratio(median, ratios.get(0), ratios.get(ratios.size() - 1));
  }
}
