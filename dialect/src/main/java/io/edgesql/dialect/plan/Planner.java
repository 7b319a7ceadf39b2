package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.tree.Statement;

/** From a statement to what is to be done. Pure. */
public final class Planner {
  private Planner() {}

  /**
   * Plans one statement.
   *
   * @throws io.edgesql.dialect.SqlException what MySQL says about it, or 1235 for what cannot be
   *     done exactly
   */
  public static Plan plan(
      Statement statement,
      Catalog catalog,
      Session session,
      Literals literals,
      VirtualTables virtualTables) {
    try {
      return plan(statement, planning(catalog, session, literals, virtualTables, true));
    } catch (SqlException refused) {
      if (refused.code() != ErrorCode.ER_NOT_SUPPORTED_YET.code()) {
        throw refused;
      }
      // Neither SQLite nor Java can do it exactly where it stands: SQLite does what it can.
      return plan(statement, planning(catalog, session, literals, virtualTables, false));
    }
  }

  private static Planning planning(
      Catalog catalog,
      Session session,
      Literals literals,
      VirtualTables virtualTables,
      boolean isExactOnly) {
    Binder binder = new Binder(catalog, session, literals, virtualTables);
    return new Planning(catalog, session, literals, binder, isExactOnly);
  }

  static Plan plan(Statement statement, Planning planning) {
    if (statement instanceof Statement.Select select) {
      return SelectPlanner.plan(select.query(), planning);
    }
    if (statement instanceof Statement.Insert insert) {
      return InsertPlanner.plan(insert, planning);
    }
    if (statement instanceof Statement.Update update) {
      return UpdatePlanner.plan(update, planning);
    }
    if (statement instanceof Statement.Delete delete) {
      return DeletePlanner.plan(delete, planning);
    }
    return new Plan.Other(statement);
  }
}
