package io.edgesql.dialect.routine;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.Statement;

/** What stored functions must not do. */
public final class FunctionLimits {
  private FunctionLimits() {}

  /**
   * Checks a statement of a function, or of a procedure that a function calls.
   *
   * @param hasInto its row goes to variables
   * @throws io.edgesql.dialect.SqlException 1336, 1415, 1422
   */
  public static void check(Statement statement, boolean hasInto) {
    boolean givesRows =
        (statement instanceof Statement.Select && !hasInto)
            || statement instanceof Statement.Show
            || statement instanceof Statement.Describe
            || statement instanceof Statement.Explain
            || statement instanceof Statement.TableMaintenance;
    if (givesRows) {
      throw SqlException.of(ErrorCode.ER_SP_NO_RETSET, "function");
    }
    if (statement instanceof Statement.Prepare
        || statement instanceof Statement.Execute
        || statement instanceof Statement.Deallocate) {
      throw SqlException.of(ErrorCode.ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG, "Dynamic SQL");
    }
    if (statement instanceof Statement.Flush) {
      throw SqlException.of(ErrorCode.ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG, "FLUSH");
    }
    boolean commits =
        statement instanceof Statement.Begin
            || statement instanceof Statement.Commit
            || (statement instanceof Statement.Schema schema && !isTemporary(schema.statement()))
            || (statement instanceof Statement.Rollback);
    if (commits) {
      throw SqlException.of(ErrorCode.ER_COMMIT_NOT_ALLOWED_IN_SF_OR_TRG);
    }
  }

  private static boolean isTemporary(SchemaStatement statement) {
    return (statement instanceof SchemaStatement.CreateTable create && create.temporary())
        || (statement instanceof SchemaStatement.DropTables drop && drop.temporary());
  }
}
