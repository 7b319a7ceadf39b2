package io.edgesql.proxy.session;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;

/**
 * Stored procedures, functions and events: there are none, so making one is refused and every other
 * statement finds nothing, with the error that MySQL has for it.
 */
final class Routines {
  private static final int ER_EVENT_DOES_NOT_EXIST = 1539;

  private Routines() {}

  static Result run(Statement.Routine routine, SessionState state) {
    TableName name = routine.name();
    String database = name.database() == null ? state.database() : name.database();
    if (database == null) {
      throw Failures.of(MySqlError.ER_NO_DB_ERROR);
    }
    if (routine.verb().equals("CREATE")) {
      throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "CREATE " + routine.kind());
    }
    SqlException missing =
        routine.kind().equals("EVENT")
            ? new SqlException(
                ER_EVENT_DOES_NOT_EXIST, "HY000", "Unknown event '" + name.table() + "'")
            : Failures.of(
                MySqlError.ER_SP_DOES_NOT_EXIST, routine.kind(), database + "." + name.table());
    if (routine.verb().equals("DROP") && routine.lenient()) {
      boolean isEvent = routine.kind().equals("EVENT");
      state.warn(
          "Note",
          MySqlError.ER_SP_DOES_NOT_EXIST.code(),
          isEvent ? "Event " + name.table() + " does not exist" : missing.text());
      return Result.Done.NOTHING;
    }
    throw missing;
  }
}
