package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Operation;
import java.util.List;

/** How a read shows versions. */
public enum Model {
  /** {@code seen} holds all elements: every version up to the one that was read. */
  LIST,
  /** {@code seen} holds the value and the one that it replaced. */
  REGISTER;

  /** The version that a read found. */
  long version(Operation read) {
    List<Long> seen = read.seen();
    if (seen.isEmpty()) {
      return VersionOrder.INITIAL;
    }
    return this == LIST ? seen.get(seen.size() - 1) : seen.get(0);
  }

  /** What a read found, in the order in which it was written, as far as it tells. */
  List<Long> chain(Operation read) {
    List<Long> seen = read.seen();
    if (this == LIST || seen.size() < 2) {
      return seen;
    }
    return seen.get(0) == VersionOrder.INITIAL
        ? List.of()
        : seen.get(1) == VersionOrder.INITIAL
            ? List.of(seen.get(0))
            : List.of(seen.get(1), seen.get(0));
  }

  /** Whether the first of a read's chain is known to follow the initial version. */
  boolean startsAtInitial(Operation read) {
    return this == LIST || (read.seen().size() == 2 && read.seen().get(1) == VersionOrder.INITIAL);
  }
}
