package io.edgesql.proxy.state;

import io.edgesql.dialect.SqlException;
import io.edgesql.protocol.error.MySqlError;

/** Failures of a statement, in the one form in which they travel to the reply. */
public final class Failures {
  private Failures() {}

  /** One of MySQL's errors with its message's arguments. */
  public static SqlException of(MySqlError error, Object... arguments) {
    return new SqlException(error.code(), error.sqlState(), error.message(arguments));
  }

  /** {@code ER_UNKNOWN_ERROR} with a text of our own. */
  public static SqlException unknown(String message) {
    return new SqlException(MySqlError.ER_UNKNOWN_ERROR.code(), "HY000", message);
  }
}
