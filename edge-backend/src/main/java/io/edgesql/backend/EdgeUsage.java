package io.edgesql.backend;

import java.util.concurrent.atomic.LongAdder;

/** What has been asked of the edge so far, in the units that it bills. Thread-safe. */
public final class EdgeUsage {
  private final LongAdder frames = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder rowsRead = new LongAdder();
  private final LongAdder rowsWritten = new LongAdder();

  /** A frame of so many requests goes out. */
  public void sent(int requestCount) {
    frames.increment();
    requests.add(requestCount);
  }

  /** A request was answered. */
  public void answered(ShardReply reply) {
    for (StepResult result : reply.results()) {
      rowsRead.add(result.read());
      rowsWritten.add(result.written());
    }
  }

  public long frames() {
    return frames.sum();
  }

  public long requests() {
    return requests.sum();
  }

  public long rowsRead() {
    return rowsRead.sum();
  }

  public long rowsWritten() {
    return rowsWritten.sum();
  }
}
