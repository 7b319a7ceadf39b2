package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.state.SessionState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a session is the routine's own while it runs: database, sql_mode, collation. */
final class Surroundings {
  private static final List<String> VARIABLES =
      List.of("sql_mode", "collation_connection", "character_set_connection");

  private final @Nullable String database;
  private final Locals locals;
  private final Map<String, Value> variables = new LinkedHashMap<>();

  private Surroundings(SessionState state) {
    database = state.database();
    locals = state.locals();
    for (String name : VARIABLES) {
      variables.put(name, state.variables().get(name));
    }
  }

  /** Puts the routine's in place; gives what was there before. */
  static Surroundings enter(Routine routine, SessionState state) {
    Surroundings before = new Surroundings(state);
    state.use(routine.database());
    put(state, "sql_mode", routine.sqlMode());
    String collation = routine.connectionCollation();
    put(state, "collation_connection", collation);
    put(state, "character_set_connection", charset(collation));
    return before;
  }

  private static String charset(String collation) {
    int end = collation.indexOf('_');
    return end < 0 ? collation : collation.substring(0, end);
  }

  private static void put(SessionState state, String name, String text) {
    state.variables().put(name, new Value.Text(text));
  }

  void restore(SessionState state) {
    state.use(database);
    state.setLocals(locals);
    variables.forEach(state.variables()::put);
  }
}
