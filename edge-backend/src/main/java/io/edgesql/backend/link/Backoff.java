package io.edgesql.backend.link;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/** Pauses between attempts: doubling up to a bound, with full jitter. Confined to one thread. */
final class Backoff {

  private final long minNanos;
  private final long maxNanos;
  private final LongUnaryOperator random;
  private long ceilingNanos;

  /**
   * Starts at the shortest pause.
   *
   * @param random gives a number from 0 to below its argument
   */
  Backoff(Duration min, Duration max, LongUnaryOperator random) {
    this.minNanos = min.toNanos();
    this.maxNanos = Math.max(min.toNanos(), max.toNanos());
    this.random = random;
    this.ceilingNanos = minNanos;
  }

  /** Nanoseconds to wait, between nothing and the present ceiling. */
  long next() {
    long pause = random.applyAsLong(ceilingNanos + 1);
    ceilingNanos = Math.min(maxNanos, ceilingNanos * 2);
    return pause;
  }

  void reset() {
    ceilingNanos = minNanos;
  }
}
