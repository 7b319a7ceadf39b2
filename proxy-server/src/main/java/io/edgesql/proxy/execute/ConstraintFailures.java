package io.edgesql.proxy.execute;

import io.edgesql.dialect.SqlException;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;

/** Named checks and what triggers raised, as MySQL's errors. */
final class ConstraintFailures {
  private ConstraintFailures() {}

  /** A violated CHECK by its name inside SQLite. */
  static SqlException check(String name, int row) {
    return Failures.of(MySqlError.ER_CHECK_CONSTRAINT_VIOLATED, name);
  }

  /** What RAISE said. */
  static SqlException raised(String message, int row, CatalogSnapshot snapshot) {
    return Failures.unknown(message);
  }
}
