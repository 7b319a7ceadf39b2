package io.edgesql.consistency.history;

/** What an operation does to its key. */
public enum Action {
  /** Puts its value at the end of the key's list. */
  APPEND,
  /** Replaces the key's value by its own. */
  WRITE,
  /** Reads the key: {@link Operation#seen} holds what was found. */
  READ,
  /** Inserts its value as a row. */
  ADD,
  /** Deletes the row with its value. */
  REMOVE,
  /** Adds its value to the number behind the key. */
  INCREMENT
}
