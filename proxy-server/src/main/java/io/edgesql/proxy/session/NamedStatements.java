package io.edgesql.proxy.session;

import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.session.PreparedStatements.Prepared;
import io.edgesql.proxy.state.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** PREPARE, EXECUTE and DEALLOCATE in SQL. */
final class NamedStatements {
  private final Conversation conversation;
  private final SessionStatements statements;

  NamedStatements(Conversation conversation, SessionStatements statements) {
    this.conversation = conversation;
    this.statements = statements;
  }

  CompletionStage<Result> prepare(String name, Value text) {
    conversation.prepared().removeNamed(name);
    String sql =
        text instanceof Value.Text known
            ? known.text()
            : text instanceof Value.Bytes bytes
                ? new String(bytes.bytes(), java.nio.charset.StandardCharsets.UTF_8)
                : "NULL";
    // A prepared text sees no variables of the routine that prepares it.
    conversation.state().setLocals(Locals.NONE);
    return statements
        .compile(sql)
        .thenApply(
            compiled -> {
              if (!canPrepare(compiled)) {
                throw Failures.of(MySqlError.ER_UNSUPPORTED_PS);
              }
              statements.tell(compiled);
              conversation.prepared().putNamed(name, sql, compiled, Long.MAX_VALUE);
              conversation.tracker().stateChanged();
              return new Result.Done(0, 0, "Statement prepared");
            });
  }

  CompletionStage<Result> execute(Statement.Execute execute) {
    Prepared prepared = conversation.prepared().findNamed(execute.name(), "EXECUTE");
    List<Value> values = new ArrayList<>();
    for (Expr.UserVariable variable : execute.arguments()) {
      values.add(conversation.state().userVariable(variable.name()));
    }
    if (values.size() != prepared.compiled().parameterCount()) {
      throw Failures.of(MySqlError.ER_WRONG_ARGUMENTS, "EXECUTE");
    }
    conversation.state().setLocals(Locals.NONE);
    if (prepared.compiled().plan() instanceof Plan.Other other
        && other.statement() instanceof Statement.Call) {
      statements
          .routines()
          .bindParameters(execute.arguments().stream().map(Expr.UserVariable::name).toList());
    }
    return statements.runPrepared(prepared, values);
  }

  void deallocate(String name) {
    if (!conversation.prepared().removeNamed(name)) {
      throw Failures.of(MySqlError.ER_UNKNOWN_STMT_HANDLER, name, "DEALLOCATE PREPARE");
    }
    conversation.tracker().stateChanged();
  }

  /** What MySQL refuses to prepare. */
  static boolean canPrepare(Compiled compiled) {
    if (!(compiled.plan() instanceof Plan.Other other)) {
      return true;
    }
    Statement statement = other.statement();
    return !(statement instanceof Statement.Prepare
        || statement instanceof Statement.Execute
        || statement instanceof Statement.Deallocate
        || statement instanceof Statement.LoadData
        || statement instanceof Statement.LockTables
        || statement instanceof Statement.UnlockTables
        || statement instanceof Statement.Use
        || statement instanceof Statement.OfCondition
        || statement instanceof Statement.Begin
        || statement instanceof Statement.Savepoint
        || statement instanceof Statement.RollbackTo
        || statement instanceof Statement.ReleaseSavepoint);
  }
}
