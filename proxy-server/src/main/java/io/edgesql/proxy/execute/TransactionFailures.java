package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.dialect.SqlException;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import java.util.concurrent.CompletionException;

/** What failures of the shard mean for a transaction. */
final class TransactionFailures {
  private TransactionFailures() {}

  /** Whether the transaction is over: what it relied on is gone. */
  static boolean isLostRace(BackendException cause) {
    return switch (cause.code()) {
      case CONFLICT, LOCKS_LOST, DEADLOCK, SNAPSHOT_TOO_OLD -> true;
      default -> false;
    };
  }

  /** Locks should have kept what was written free of collisions: some were lost. */
  static boolean isConstraint(BackendException cause) {
    return switch (cause.code()) {
      case CONSTRAINT_UNIQUE, CONSTRAINT_PRIMARYKEY, CONSTRAINT_NOTNULL, CONSTRAINT_CHECK -> true;
      default -> false;
    };
  }

  /** The backend's own failure behind a stage's. */
  static BackendException cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BackendException known) {
      return known;
    }
    if (cause instanceof SqlException sql) {
      throw sql;
    }
    throw new CompletionException(cause);
  }

  /**
   * What the client is told of a transaction that is over because a statement of it failed that was
   * answered before it was sent.
   */
  static RuntimeException ofAhead(BackendException cause) {
    if (cause.code() == BackendException.Code.SCHEMA_STALE) {
      return Failures.of(MySqlError.ER_TABLE_DEF_CHANGED);
    }
    return isLostRace(cause)
        ? Failures.of(MySqlError.ER_LOCK_DEADLOCK)
        : new CompletionException(cause);
  }

  /** What the client is told of a COMMIT that has failed. */
  static RuntimeException ofCommit(BackendException cause) {
    boolean isLost = isConstraint(cause) || isLostRace(cause);
    return isLost && !cause.isAmbiguous()
        ? Failures.of(MySqlError.ER_LOCK_DEADLOCK)
        : new CompletionException(cause);
  }

  /** What the shard answers when a wait for locks is interrupted. */
  static BackendException cancelled() {
    return BackendException.of(
        BackendException.Code.CANCELLED, "the wait for a row was interrupted", false);
  }

  /** What the shard answers when a wait for locks has lasted too long. */
  static BackendException lockTimeout() {
    return BackendException.of(
        BackendException.Code.LOCK_TIMEOUT, "the row was not free in time", true);
  }
}
