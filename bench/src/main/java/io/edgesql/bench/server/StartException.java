package io.edgesql.bench.server;

/** A server that is to be measured cannot be started; the message says what to do. */
public final class StartException extends Exception {
  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
