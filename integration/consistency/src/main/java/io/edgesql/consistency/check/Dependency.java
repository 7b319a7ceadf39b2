package io.edgesql.consistency.check;

/**
 * Why one transaction comes before another.
 *
 * @param from index in the history
 * @param to index in the history
 * @param before the version of the key that {@code from} wrote or read
 * @param after the version that {@code to} wrote; of a read, the one that was read
 * @param operation index of the read among the operations of its transaction; -1 between writes
 */
record Dependency(int from, int to, Kind kind, String key, long before, long after, int operation) {

  /** How they depend. */
  enum Kind {
    /** The second overwrote what the first wrote. */
    WW,
    /** The second read what the first wrote. */
    WR,
    /** The second overwrote what the first read. */
    RW
  }

  String words() {
    return switch (kind) {
      case WW ->
          "T%d wrote %d to %s right before T%d wrote %d".formatted(from, before, key, to, after);
      case WR -> "T%d wrote %d to %s, which T%d read".formatted(from, before, key, to);
      case RW ->
          "T%d read %s as %s, before T%d wrote %d"
              .formatted(
                  from, key, before == VersionOrder.INITIAL ? "empty" : "of " + before, to, after);
    };
  }
}
