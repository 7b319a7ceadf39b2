package io.edgesql.proxy.execute.reads;

import io.edgesql.backend.Backend;
import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.cache.Copy;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.backend.cache.ReadKey;
import io.edgesql.dialect.plan.ReadMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the shard again for a sample of the answers that copies gave, and tells how old they were
 * and whether one was older than it may be. Off the way of the answers.
 */
public final class StalenessAuditor {
  private static final Logger LOG = LoggerFactory.getLogger(StalenessAuditor.class);

  private final Backend backend;
  private final NearCache cache;
  private final ReadCounters counters;
  private final double rate;
  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();

  /** What an audit found. */
  enum Finding {
    /** The shard says the same. */
    SAME,
    /** The rows have changed, and the copy was within its bound. */
    CHANGED,
    /** The copy was served past its bound. */
    VIOLATION_BOUND,
    /** The copy has the shard's version and other rows. */
    VIOLATION_ROWS,
    /** A change that should have been told was not. */
    VIOLATION_UNTOLD;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An auditor.
   *
   * @param rate fraction of the answers that are audited
   * @param maxInFlight audits at the same time
   */
  public StalenessAuditor(
      Backend backend, NearCache cache, ReadCounters counters, double rate, int maxInFlight) {
    this.backend = backend;
    this.cache = cache;
    this.counters = counters;
    this.rate = rate;
    this.maxInFlight = maxInFlight;
  }

  /** A copy was served just now. */
  void sample(ReadKey key, Copy copy, ReadChoice choice) {
    if (rate <= 0 || (rate < 1 && ThreadLocalRandom.current().nextDouble() >= rate)) {
      return;
    }
    if (inFlight.incrementAndGet() > maxInFlight) {
      inFlight.decrementAndGet();
      return;
    }
    long age = copy.ageNanos(System.nanoTime());
    backend
        .run(key.shard(), CachedReads.request(key))
        .whenComplete(
            (reply, failure) -> {
              inFlight.decrementAndGet();
              if (failure == null) {
                report(key, judge(key, copy, choice, age, reply), age);
              }
            });
  }

  private Finding judge(ReadKey key, Copy copy, ReadChoice choice, long age, ShardReply reply) {
    if (choice.mode().kind() == ReadMode.Kind.BOUNDED
        && age > TimeUnit.MILLISECONDS.toNanos(choice.mode().maxAgeMs())) {
      return Finding.VIOLATION_BOUND;
    }
    if (isSame(copy.result().rows(), reply.results().get(0).rows())) {
      return Finding.SAME;
    }
    if (reply.ver() == copy.ver()) {
      return Finding.VIOLATION_ROWS;
    }
    // All changes up to the reply have been told by now, if the reply came over that link.
    boolean isUntold = cache.isCurrent(key, copy) && cache.isTold(key, copy, reply.ver());
    return isUntold ? Finding.VIOLATION_UNTOLD : Finding.CHANGED;
  }

  private void report(ReadKey key, Finding finding, long ageNanos) {
    counters.audited(finding, TimeUnit.NANOSECONDS.toMillis(ageNanos));
    if (finding.compareTo(Finding.CHANGED) > 0) {
      LOG.warn(
          "A copy of shard {} was served that must not be ({}, {} ms old): {}",
          key.shard(),
          finding.word(),
          TimeUnit.NANOSECONDS.toMillis(ageNanos),
          key.sql());
    }
  }

  private static boolean isSame(Rows one, Rows other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!Arrays.deepEquals(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
