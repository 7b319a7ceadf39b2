package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.tree.Statement;
import org.jspecify.annotations.Nullable;

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
    StatementRights.check(statement, catalog, session);
    Planning exact =
        Planning.of(
            catalog, session, literals, virtualTables, true, isStrictChange(statement, session));
    try {
      Plan plan = plan(statement, exact);
      return plan instanceof Plan.Write write && !isOfValues(statement)
          ? write.withExact(() -> gathered(statement, exact.anew()))
          : plan;
    } catch (SqlException refused) {
      if (refused.code() != ErrorCode.ER_NOT_SUPPORTED_YET.code()) {
        throw refused;
      }
    }
    Plan gathered = gathered(statement, exact.anew());
    if (gathered != null) {
      return gathered;
    }
    // Neither SQLite nor Java can do it exactly where it stands: SQLite does what it can.
    return plan(statement, Planning.of(catalog, session, literals, virtualTables, false, false));
  }

  private static boolean isStrictChange(Statement statement, Session session) {
    boolean isChange =
        (statement instanceof Statement.Insert insert && !insert.ignore())
            || (statement instanceof Statement.Update update && !update.ignore())
            || (statement instanceof Statement.Delete delete && !delete.ignore());
    return isChange && session.mode().strict();
  }

  private static boolean isOfValues(Statement statement) {
    return statement instanceof Statement.Insert insert
        && insert.source() instanceof Statement.InsertRows;
  }

  private static @Nullable Plan gathered(Statement statement, Planning planning) {
    try {
      return GatheredWrites.plan(statement, planning);
    } catch (SqlException refused) {
      FinishPlanner.ifUnsupported(refused);
      return null;
    }
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
