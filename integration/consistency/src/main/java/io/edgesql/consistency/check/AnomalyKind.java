package io.edgesql.consistency.check;

/** What can be wrong with a history. */
public enum AnomalyKind {
  /** A read found a value that nobody wrote. */
  GARBAGE,
  /** A value that was written once was found twice. */
  DUPLICATE,
  /** What was acknowledged is not there. */
  LOST_WRITE,
  /** Two reads contradict each other about the order in which a key was changed. */
  INCOMPATIBLE_ORDER,
  /** A transaction did not see its own write, or saw another of its own than the last. */
  INTERNAL,
  /** G0: transactions overwrote each other in opposite orders. */
  G0,
  /** G1a: a read found what a failed transaction wrote. */
  G1A,
  /** G1b: a read found what a transaction itself had overwritten later. */
  G1B,
  /** G1c: transactions saw each other's writes in a circle. */
  G1C,
  /** A transaction changed a key on the ground of a version that was no longer the newest. */
  LOST_UPDATE,
  /** G-single: a circle with one read of what was overwritten (read skew is of this kind). */
  G_SINGLE,
  /** A circle with several such reads, none of which follows another at once. */
  G_NONADJACENT,
  /** G2-item: a circle with several such reads (write skew is of this kind). */
  G2_ITEM,
  /** Reads that do not fit any points in time at which the level lets them happen. */
  ORDER,
  /** A rule that the application keeps within each transaction does not hold. */
  INVARIANT,
  /** Two transactions that each kept such a rule broke it together. */
  WRITE_SKEW
}
