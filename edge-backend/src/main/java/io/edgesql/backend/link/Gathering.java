package io.edgesql.backend.link;

/**
 * Holds requests back while the shard is about to answer those of the frame before: they would only
 * queue there, one frame each, and a frame costs the edge more than a request in it. So frames grow
 * with the load, and a request that comes alone does not wait. Event loop only.
 */
final class Gathering {
  private final long longestNanos;
  private long awaited;
  private long sinceNanos;

  /**
   * Holds nothing back yet.
   *
   * @param longestNanos after this the frame before counts as slow, and nothing waits for it; 0:
   *     nothing waits at all
   */
  Gathering(long longestNanos) {
    this.longestNanos = longestNanos;
  }

  /**
   * A frame was sent.
   *
   * @param lastQuick id of the last request in it that the shard answers at once; 0: there is none
   */
  void sent(long lastQuick, long nowNanos) {
    awaited = longestNanos == 0 ? 0 : lastQuick;
    sinceNanos = nowNanos;
  }

  /** How long the waiting requests are still held back at most, in nanoseconds; 0: not at all. */
  long leftNanos(long nowNanos) {
    if (awaited == 0) {
      return 0;
    }
    long left = longestNanos - (nowNanos - sinceNanos);
    if (left <= 0) {
      awaited = 0;
      return 0;
    }
    return left;
  }

  /** A request was answered; nothing is held back any more if the frame before waited for it. */
  void answered(long id) {
    if (id == awaited) {
      awaited = 0;
    }
  }

  /** The socket of the frame before is gone. */
  void end() {
    awaited = 0;
  }
}
