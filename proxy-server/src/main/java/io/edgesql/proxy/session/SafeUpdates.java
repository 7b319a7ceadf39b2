package io.edgesql.proxy.session;

import io.edgesql.dialect.plan.Plan;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;

/** sql_safe_updates: UPDATE and DELETE must name a key. */
final class SafeUpdates {
  private SafeUpdates() {}

  /** Differs: a key is named only where the plan locks single rows by their primary key. */
  static void check(Compiled compiled, SessionState state) {
    if (!state.variables().isOn("sql_safe_updates")
        || !(compiled.plan() instanceof Plan.Write write)) {
      return;
    }
    boolean isUpdateOrDelete =
        write.kind() == Plan.WriteKind.UPDATE || write.kind() == Plan.WriteKind.DELETE;
    boolean namesRows =
        !write.locks().isEmpty()
            && write.locks().stream().noneMatch(lock -> lock.exclusive() && lock.key().isEmpty());
    if (isUpdateOrDelete && !namesRows) {
      throw Failures.of(MySqlError.ER_UPDATE_WITHOUT_KEY_IN_SAFE_MODE, "");
    }
  }
}
