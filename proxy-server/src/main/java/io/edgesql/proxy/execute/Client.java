package io.edgesql.proxy.execute;

import io.edgesql.proxy.state.SessionState;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The session that a statement runs for.
 *
 * @param loop the session's thread: what is started on it ends on it
 */
public record Client(
    SessionState state,
    SessionTransaction transaction,
    TemporaryTables temporaries,
    Executor loop) {
  /** The greatest innodb_lock_wait_timeout that MySQL takes: 2^30 seconds. */
  private static final long MAX_LOCK_WAIT_SECONDS = 1_073_741_824L;

  /** How long a statement waits for locks. */
  Duration lockWait() {
    return Duration.ofSeconds(
        Math.min(state.variables().number("innodb_lock_wait_timeout"), MAX_LOCK_WAIT_SECONDS));
  }
}
