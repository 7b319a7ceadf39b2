package io.edgesql.consistency.history;

/** What the client was told of a transaction. */
public enum Outcome {
  /** It is done. */
  OK,
  /** Nothing of it was done, nor ever will be. */
  FAIL,
  /** Nobody told: it may have been done, once, or not at all. */
  UNKNOWN
}
