package io.edgesql.backend;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one large result between the link that they arrive on and the consumer that passes
 * them on. The consumer takes part by part; the shard sends no more than {@link #WINDOW} parts that
 * were not taken, wherever the request allows it to stop in between. A result that fits into one
 * reply never comes through here.
 */
public final class RowFeed {
  /** Parts that may be on their way or wait to be taken: enough to keep both sides busy. */
  public static final int WINDOW = 4;

  private final Queue<Part> parts = new ConcurrentLinkedQueue<>();
  private final Runnable arrived;

  private record Part(Rows rows, Runnable taken) {}

  /**
   * A feed without rows.
   *
   * @param arrived called on the link's event loop after each part; must not block
   */
  public RowFeed(Runnable arrived) {
    this.arrived = arrived;
  }

  /**
   * For the link: hands over a part.
   *
   * @param taken called on the consumer's thread when it takes the part
   */
  public void offer(Rows rows, Runnable taken) {
    parts.add(new Part(rows, taken));
    arrived.run();
  }

  /** The next part in order; null if none is there now. */
  public @Nullable Rows poll() {
    Part part = parts.poll();
    if (part == null) {
      return null;
    }
    part.taken.run();
    return part.rows;
  }

  /** Whether parts wait to be taken. */
  public boolean hasParts() {
    return !parts.isEmpty();
  }
}
