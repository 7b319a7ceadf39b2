package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.proxy.state.Collations;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.SqlModes;
import java.util.LinkedHashMap;
import java.util.Map;

/** The routines that a session has parsed, at most {@code stored_program_cache} of them. */
final class RoutineCodes {
  private record Entry(Routine routine, Prepared prepared) {}

  private final SessionState state;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  RoutineCodes(SessionState state) {
    this.state = state;
  }

  Prepared of(Routine routine) {
    String key =
        routine.database() + '\0' + Catalog.routineKey(routine.isFunction(), routine.name());
    Entry known = entries.get(key);
    if (known != null && known.routine().equals(routine)) {
      return known.prepared();
    }
    Prepared prepared =
        new Prepared(
            Parser.parseRoutine(
                routine,
                SqlModes.parse(routine.sqlMode()),
                Collations.ofName(routine.databaseCollation())));
    long limit = state.variables().number("stored_program_cache");
    if (entries.size() >= limit && !entries.isEmpty()) {
      entries.remove(entries.keySet().iterator().next());
    }
    entries.put(key, new Entry(routine, prepared));
    return prepared;
  }
}
