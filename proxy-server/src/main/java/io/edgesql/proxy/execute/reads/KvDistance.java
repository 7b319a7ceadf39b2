package io.edgesql.proxy.execute.reads;

import io.edgesql.proxy.config.ProxySettings.KvReads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Whether KV is asked before a shard. KV is worth its trip where the shard is far: the nearest of
 * the answers measured lately tells the distance, because the others have waited in queues.
 * Thread-safe.
 */
final class KvDistance {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** After a failure nothing is asked of KV for so long. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** One in so many reads goes the other way, so that both are measured. */
  private static final int PROBES = 64;

  private final KvReads reads;
  private final long farNanos;
  private final Map<String, Nearest> shards = new ConcurrentHashMap<>();
  private final Nearest kv = new Nearest();
  private volatile long pausedUntilNanos = System.nanoTime();

  /** The shortest time of the last window or two. */
  private static final class Nearest {
    private long sinceNanos = System.nanoTime();
    private long current = Long.MAX_VALUE;
    private long previous = Long.MAX_VALUE;

    synchronized void add(long nanos) {
      long now = System.nanoTime();
      if (now - sinceNanos > WINDOW_NANOS) {
        sinceNanos = now;
        previous = current;
        current = Long.MAX_VALUE;
      }
      current = Math.min(current, nanos);
    }

    /** {@link Long#MAX_VALUE} while nothing was measured. */
    synchronized long nanos() {
      return Math.min(current, previous);
    }
  }

  /**
   * A choice.
   *
   * @param distanceMs from where on a shard counts as far, with {@link KvReads#AUTO}
   */
  KvDistance(KvReads reads, long distanceMs) {
    this.reads = reads;
    this.farNanos = TimeUnit.MILLISECONDS.toNanos(distanceMs);
  }

  /** Whether the next read of a shard's rows is to ask KV first. */
  boolean asksKv(String shard) {
    return switch (reads) {
      case NEVER -> false;
      case ALWAYS -> !isPaused();
      case AUTO -> isFar(shard) && !isPaused();
    };
  }

  private boolean isFar(String shard) {
    Nearest known = shards.get(shard);
    long distance = known == null ? Long.MAX_VALUE : known.nanos();
    if (distance == Long.MAX_VALUE || distance < farNanos) {
      return false;
    }
    long copies = kv.nanos();
    boolean isNearer = copies == Long.MAX_VALUE || copies < distance;
    return ThreadLocalRandom.current().nextInt(PROBES) == 0 ? !isNearer : isNearer;
  }

  private boolean isPaused() {
    return pausedUntilNanos - System.nanoTime() > 0;
  }

  /** A shard has answered a read. */
  void shardAnswered(String shard, long nanos) {
    shards.computeIfAbsent(shard, name -> new Nearest()).add(nanos);
  }

  /** A copy in KV has answered. */
  void kvAnswered(long nanos) {
    kv.add(nanos);
  }

  /** The gateway did not answer. */
  void kvFailed() {
    pausedUntilNanos = System.nanoTime() + PAUSE_NANOS;
  }

  /** Of a copy in KV as far as it is known, in whole milliseconds; else 0. */
  long kvMs() {
    long nanos = kv.nanos();
    return nanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
  }
}
