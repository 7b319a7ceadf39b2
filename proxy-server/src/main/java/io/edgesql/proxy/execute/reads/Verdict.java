package io.edgesql.proxy.execute.reads;

import java.util.Locale;

/** What became of looking for a copy. */
public enum Verdict {
  /** A copy was served. */
  HIT,
  /** A copy was served after its time, and is being read anew. */
  STALE,
  /** There was none. */
  ABSENT,
  /** It was past its bound or its time. */
  OLD,
  /** A change after its version is known. */
  OUTDATED,
  /** It may lack what the session wrote. */
  BEHIND,
  /** Another session was reading the same, and the answer is what it read. */
  JOINED,
  /** Read from the shard, or from what lies before it. */
  READ;

  boolean isServed() {
    return this == HIT || this == STALE;
  }

  /** For receipts and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
