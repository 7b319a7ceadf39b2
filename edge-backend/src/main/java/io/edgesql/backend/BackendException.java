package io.edgesql.backend;

import org.jspecify.annotations.Nullable;

/**
 * The edge refused, failed or did not answer. Expected in normal operation (constraints, locks), so
 * it carries no stack trace.
 */
public final class BackendException extends Exception {

  private static final long serialVersionUID = 1L;

  /** §5 of the protocol, then what only this side can know. */
  public enum Code {
    UNAUTHENTICATED,
    FORBIDDEN,
    BAD_REQUEST,
    NOT_FOUND,
    TOO_LARGE,
    CONSTRAINT_UNIQUE,
    CONSTRAINT_PRIMARYKEY,
    CONSTRAINT_NOTNULL,
    CONSTRAINT_CHECK,
    CONSTRAINT_TRIGGER,
    CONSTRAINT_FOREIGNKEY,
    CONSTRAINT_OTHER,
    SQL,
    SCHEMA_STALE,
    /** The shard has lost the text of a statement that was sent by its number: it was not run. */
    TEXT_UNKNOWN,
    CONFLICT,
    LOCK_TIMEOUT,
    LOCK_NOWAIT,
    DEADLOCK,
    LOCKS_LOST,
    /** {@link Backend#interrupt} ended its wait. */
    CANCELLED,
    SNAPSHOT_TOO_OLD,
    TRANSACTION_TOO_LARGE,
    SEQUENCE_STALE,
    RESULT_TOO_LARGE,
    /** The shard's inbox or one of this side's bounds is full: later. */
    OVERLOADED,
    /** The edge failed, or gave a code that this version does not know. */
    INTERNAL,
    /** No answer within the deadline, though a link was there. */
    TIMEOUT,
    /** No link, or too many links lost under the request. */
    UNREACHABLE,
    /** The edge's answer is not understood. */
    PROTOCOL,
    /** The backend was closed. */
    CLOSED
  }

  private final Code code;
  private final @Nullable Integer step;
  private final @Nullable Integer row;
  private final boolean retryable;
  private final @Nullable Long schemaVersion;
  private final boolean ambiguous;

  /**
   * All parts; {@link #of} and {@link #outcomeUnknown} are the short ways.
   *
   * @param step zero-based index of the failing step
   * @param row zero-based index of the failing row of that step
   */
  public BackendException(
      Code code,
      String message,
      @Nullable Integer step,
      @Nullable Integer row,
      boolean retryable,
      @Nullable Long schemaVersion,
      boolean ambiguous,
      @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.code = code;
    this.step = step;
    this.row = row;
    this.retryable = retryable;
    this.schemaVersion = schemaVersion;
    this.ambiguous = ambiguous;
  }

  /** A failure of which it is known that nothing was changed. */
  public static BackendException of(Code code, String message, boolean retryable) {
    return new BackendException(code, message, null, null, retryable, null, false, null);
  }

  /** A write was sent, and nobody can tell whether it was done. */
  public static BackendException outcomeUnknown(
      Code code, String message, @Nullable Throwable cause) {
    return new BackendException(code, message, null, null, false, null, true, cause);
  }

  public Code code() {
    return code;
  }

  /** SQLite's or the edge's text; for people, except where the protocol defines it. */
  public String message() {
    String message = getMessage();
    return message == null ? code.name() : message;
  }

  public @Nullable Integer step() {
    return step;
  }

  public @Nullable Integer row() {
    return row;
  }

  /** Whether the same request may succeed later. */
  public boolean isRetryable() {
    return retryable;
  }

  /** With {@code SCHEMA_STALE}: the version that the edge has. */
  public @Nullable Long schemaVersion() {
    return schemaVersion;
  }

  /** Whether a write may or may not have been done. */
  public boolean isAmbiguous() {
    return ambiguous;
  }
}
