package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.SqlType;

/**
 * A native function as typing knows it.
 *
 * @param minimum fewest arguments
 * @param maximum most arguments; {@link #MANY} for any number
 */
record NativeFunction(int minimum, int maximum, Nulls nulls, Rule rule) {
  static final int MANY = Integer.MAX_VALUE;

  /** When the result may be NULL, as MySQL announces it. */
  enum Nulls {
    NEVER,
    ALWAYS,
    /** If an argument may be. */
    ARGUMENTS
  }

  /** The result's type from the arguments. */
  interface Rule {
    SqlType of(Arguments arguments);
  }
}
