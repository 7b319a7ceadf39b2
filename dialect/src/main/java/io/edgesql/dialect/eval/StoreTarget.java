package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.types.SqlType;

/**
 * Where a value is stored, and what to do with one that does not fit: an error in strict mode, else
 * a warning.
 *
 * @param table the table's name, for the errors that quote it; may be empty
 * @param row number of the row within the statement, from 1
 */
record StoreTarget(
    String table, Table.Column column, int row, boolean strict, Environment environment) {
  SqlType type() {
    return column.type();
  }

  void outOfRange() {
    complain(ErrorCode.ER_WARN_DATA_OUT_OF_RANGE, column.name(), row);
  }

  void truncated() {
    complain(ErrorCode.WARN_DATA_TRUNCATED, column.name(), row);
  }

  void tooLong() {
    if (strict) {
      throw SqlException.of(ErrorCode.ER_DATA_TOO_LONG, column.name(), row);
    }
    warn("Warning", ErrorCode.WARN_DATA_TRUNCATED, column.name(), row);
  }

  /** BIT is too long in strict mode, but out of range otherwise. */
  void tooManyBits() {
    if (strict) {
      throw SqlException.of(ErrorCode.ER_DATA_TOO_LONG, column.name(), row);
    }
    outOfRange();
  }

  void incorrect(String kind, String value) {
    complain(
        ErrorCode.ER_TRUNCATED_WRONG_VALUE_FOR_FIELD,
        kind,
        Coercion.abbreviate(value),
        column.name(),
        row);
  }

  /** A wrong date or time: 1292 in strict mode, 1264 or 1265 otherwise. */
  void incorrectTemporal(String kind, String value, boolean readable) {
    if (strict) {
      throw new SqlException(1292, "22007", temporalMessage(kind, value));
    }
    if (readable) {
      outOfRange();
    } else {
      truncated();
    }
  }

  /** A date and time is rounded to one that is none. */
  void overflows() {
    String message = "Datetime function: datetime field overflow";
    if (strict) {
      throw new SqlException(1441, "22008", message);
    }
    environment.warn("Warning", 1441, message);
    outOfRange();
  }

  /** A time of day was lost, or a date. */
  void noteTemporal(String kind, String value) {
    if (strict) {
      environment.warn("Note", 1292, temporalMessage(kind, value));
    } else {
      noteTruncated();
    }
  }

  /** Digits or blanks were lost that nobody misses: only a note. */
  void noteTruncated() {
    warn("Note", ErrorCode.WARN_DATA_TRUNCATED, column.name(), row);
  }

  private String temporalMessage(String kind, String value) {
    return "Incorrect "
        + kind
        + " value: '"
        + value
        + "' for column '"
        + column.name()
        + "' at row "
        + row;
  }

  private void complain(ErrorCode error, Object... arguments) {
    if (strict) {
      throw SqlException.of(error, arguments);
    }
    warn("Warning", error, arguments);
  }

  private void warn(String level, ErrorCode error, Object... arguments) {
    environment.warn(level, error.code(), error.format(arguments));
  }
}
