package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.proxy.state.Collations;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.SqlModes;

/** A statement about conditions outside of routines, as the body of one without a name. */
final class ConditionBody {
  private ConditionBody() {}

  static Routine routine(String text, SessionState state) {
    String database = state.database() == null ? "" : state.database();
    String collation = state.variables().text("collation_connection");
    return new Routine(
        database,
        "",
        "",
        null,
        text,
        false,
        "CONTAINS SQL",
        "INVOKER",
        "",
        "",
        state.variables().text("sql_mode"),
        "",
        "",
        state.variables().text("character_set_client"),
        collation,
        collation);
  }

  static Prepared prepared(Routine body, SessionState state) {
    return new Prepared(
        Parser.parseRoutine(
            body,
            SqlModes.parse(body.sqlMode()),
            Collations.ofName(state.variables().text("collation_connection"))));
  }
}
