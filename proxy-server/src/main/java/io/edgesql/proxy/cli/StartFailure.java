package io.edgesql.proxy.cli;

/** The server cannot start; the message is the one sentence that the user gets to read. */
final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
