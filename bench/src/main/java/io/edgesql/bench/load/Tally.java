package io.edgesql.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What clients have seen. Not thread-safe: each client has its own, added up at the end. */
public final class Tally {
  private static final long HIGHEST_NANOS = 120_000_000_000L;

  private final Histogram latencies = new Histogram(HIGHEST_NANOS, 3);
  private final Histogram overdue = new Histogram(HIGHEST_NANOS, 3);
  private final Map<String, Long> errors = new TreeMap<>();
  private long wrongAnswers;
  private String firstWrong = "";
  private long effects;
  private long nanos;

  void answered(long latencyNanos, int effect) {
    latencies.recordValue(Math.min(Math.max(latencyNanos, 0), HIGHEST_NANOS));
    effects += effect;
  }

  /** An operation that was due and did not even start: it has waited so long already. */
  void overdue(long waitedNanos) {
    overdue.recordValue(Math.min(Math.max(waitedNanos, 0), HIGHEST_NANOS));
  }

  void failed(String error) {
    errors.merge(error, 1L, Long::sum);
  }

  void wrong(String what) {
    if (wrongAnswers++ == 0) {
      firstWrong = what;
    }
  }

  void took(long runNanos) {
    nanos += runNanos;
  }

  /** Adds what was seen by another one; its time is not added when it ran beside this one. */
  void add(Tally other) {
    latencies.add(other.latencies);
    overdue.add(other.overdue);
    other.errors.forEach((error, count) -> errors.merge(error, count, Long::sum));
    if (wrongAnswers == 0) {
      firstWrong = other.firstWrong;
    }
    wrongAnswers += other.wrongAnswers;
    effects += other.effects;
  }

  /** In nanoseconds, of what was answered rightly, and of what an open loop could not start. */
  public Histogram latencies() {
    Histogram all = latencies.copy();
    all.add(overdue);
    return all;
  }

  public long operations() {
    return latencies.getTotalCount();
  }

  /** Errors by their codes. */
  public Map<String, Long> errors() {
    return errors;
  }

  public long errorCount() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  public long wrongAnswers() {
    return wrongAnswers;
  }

  public String firstWrong() {
    return firstWrong;
  }

  /** See {@link Workload#effectSql}. */
  long effects() {
    return effects;
  }

  public long nanos() {
    return nanos;
  }

  public double opsPerSecond() {
    return nanos == 0 ? 0 : latencies.getTotalCount() / (nanos / 1e9);
  }

  /** A latency in milliseconds. */
  public double millis(double percentile) {
    return latencies().getValueAtPercentile(percentile) / 1e6;
  }
}
