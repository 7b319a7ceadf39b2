package io.edgesql.bench.load;

import java.sql.SQLException;
import java.time.Duration;

/**
 * Looks for the highest rate at which 95 % of the operations are answered within a bound, by
 * halving the interval between a rate that met it and one that did not.
 *
 * @param bound on p95
 * @param duration of the whole search
 */
record RateSearch(LoadRun closed, Duration bound, Duration duration) {
  private static final int STEPS = 7;

  /** Below this share of the rate the server could not follow. */
  private static final double KEPT_UP = 0.95;

  /**
   * Searches.
   *
   * @param atFullSpeed what the closed loop has shown: no more than that can be had
   * @return operations a second; 0 if no rate that was tried met the bound
   */
  double highest(Tally atFullSpeed) throws SQLException, InterruptedException {
    double high = atFullSpeed.opsPerSecond();
    if (closed.rate() == 0 && meets(atFullSpeed)) {
      return high;
    }
    double low = 0;
    for (int step = 0; step < STEPS; step++) {
      double rate = (low + high) / 2;
      LoadRun open =
          new LoadRun(closed.target(), closed.workload(), closed.data(), closed.clients(), rate);
      Tally seen = open.run(duration.dividedBy(STEPS));
      if (meets(seen) && seen.opsPerSecond() >= KEPT_UP * rate) {
        low = rate;
      } else {
        high = rate;
      }
    }
    return low;
  }

  private boolean meets(Tally seen) {
    return seen.errorCount() == 0 && seen.millis(95) <= bound.toNanos() / 1e6;
  }
}
