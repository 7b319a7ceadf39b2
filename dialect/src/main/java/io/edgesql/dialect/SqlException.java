package io.edgesql.dialect;

/**
 * A statement cannot be done. Code, SQLSTATE and message are MySQL's (server error reference, 8.4).
 */
public final class SqlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String sqlState;

  public SqlException(int code, String sqlState, String message) {
    super(message, null, false, false);
    this.code = code;
    this.sqlState = sqlState;
  }

  /** An {@link ErrorCode} with its message's places filled in order. */
  public static SqlException of(ErrorCode error, Object... arguments) {
    return new SqlException(error.code(), error.sqlState(), error.format(arguments));
  }

  public int code() {
    return code;
  }

  public String sqlState() {
    return sqlState;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
