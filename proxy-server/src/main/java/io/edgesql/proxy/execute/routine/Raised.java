package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.routine.Guard.Severity;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Diagnostics;
import java.util.Map;

/**
 * A condition that a statement has raised.
 *
 * @param items further information that SIGNAL gave, by MySQL's name
 */
record Raised(
    Severity severity, int code, String sqlState, String message, Map<String, String> items) {

  static Raised of(SqlException error, Map<String, String> items) {
    return new Raised(
        Severity.of(error.sqlState()), error.code(), error.sqlState(), error.text(), items);
  }

  /** A warning; its SQLSTATE is that of its number. */
  static Raised of(Diagnostics.Condition condition) {
    String state = stateOf(condition);
    boolean isError = condition.level().equals("Error");
    Severity severity = isError || state.startsWith("02") ? Severity.of(state) : Severity.WARNING;
    return new Raised(severity, condition.code(), state, condition.message(), Map.of());
  }

  private static String stateOf(Diagnostics.Condition condition) {
    if (condition.sqlState() != null) {
      return condition.sqlState();
    }
    return switch (condition.code()) {
      case 1329 -> "02000";
      case 1642 -> "01000";
      default -> MySqlError.ofCode(condition.code()).map(MySqlError::sqlState).orElse("HY000");
    };
  }

  SqlException toException() {
    return new SqlException(code, sqlState, message);
  }
}
