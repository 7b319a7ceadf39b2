package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.routine.FunctionLimits;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.routine.Instruction.Expression;
import io.edgesql.dialect.routine.Instruction.Target;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.state.Diagnostics;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs the statements and expressions of a routine with the values of its frame. */
final class Steps {
  /** Nothing to wait for. */
  static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  /** Where a routine runs. */
  enum Surrounding {
    /** By CALL alone. */
    PROCEDURE,
    /** By a function, between two statements. */
    FUNCTION,
    /** By a function, inside the evaluation of another statement: nothing may be waited for. */
    NESTED
  }

  private final RoutineHost host;
  private final Prepared prepared;
  private final String routine;
  private final Frame frame;
  private final boolean isNested;
  private final boolean isInFunction;
  private final SessionState state;
  private final Map<Integer, SqlType> operands = new HashMap<>();

  /**
   * @param routine its name, as errors say it
   */
  Steps(RoutineHost host, Prepared prepared, String routine, Frame frame, Surrounding surrounding) {
    this.isNested = surrounding == Surrounding.NESTED;
    this.isInFunction = surrounding != Surrounding.PROCEDURE;
    this.host = host;
    this.routine = routine;
    this.prepared = prepared;
    this.frame = frame;
    this.state = host.state();
  }

  /**
   * An expression's value, in a row of its own.
   *
   * @param step whose plan is kept, or -1
   * @param operand of CASE, which the expression names; null: none
   */
  CompletionStage<Row> value(
      int step, Expression expression, Instruction.@Nullable Operand operand) {
    Locals locals = expression.locals();
    if (operand != null) {
      SqlType type = operands.getOrDefault(operand.slot(), SqlType.NULL);
      locals = locals.with(new Local(operand.name(), operand.slot(), type));
    }
    return query(step, expression.query(), locals).thenApply(set -> Row.of(set, 0));
  }

  /** Keeps the operand of a CASE with its type. */
  void operand(Instruction.Operand operand, Row row) {
    operands.put(operand.slot(), row.types().get(0));
    frame.set(operand.slot(), row.values().get(0));
  }

  /** All rows of a query; what FOUND_ROWS() and ROW_COUNT() give stays. */
  CompletionStage<Result.RowSet> query(int step, String text, Locals locals) {
    long found = state.foundRows();
    long count = state.rowCount();
    return compiled(step, text, locals)
        .thenCompose(
            compiled ->
                isNested
                    ? host.nested(compiled, frame.parameters())
                    : host.query(compiled, frame.parameters()))
        .thenApply(
            result -> {
              state.setFoundRows(found);
              state.setRowCount(count);
              return (Result.RowSet) result;
            });
  }

  /** A statement of the body. */
  CompletionStage<Void> run(int step, Instruction.Run run) {
    return compiled(step, run.text(), run.locals())
        .thenCompose(
            compiled -> {
              if (isInFunction) {
                refuse(compiled, run);
              }
              return isNested
                  ? host.nested(compiled, frame.parameters())
                  : host.run(compiled, frame.parameters(), run.into().isEmpty());
            })
        .thenCompose(
            result -> {
              if (!run.into().isEmpty()) {
                into((Result.RowSet) result, run.into());
                return DONE;
              }
              return switch (result.kind()) {
                case DONE -> DONE;
                case ROWS, STREAM -> host.send(result, routine, false);
                case FILE -> throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "LOAD DATA");
              };
            });
  }

  private static void refuse(Compiled compiled, Instruction.Run run) {
    if (compiled.plan() instanceof Plan.Other other) {
      FunctionLimits.check(other.statement(), false);
    } else if (run.isQuery() && run.into().isEmpty()) {
      throw SqlException.of(ErrorCode.ER_SP_NO_RETSET, "function");
    }
  }

  private CompletionStage<Compiled> compiled(int step, String text, Locals locals) {
    state.setLocals(locals);
    Session session = state.planning();
    CatalogSnapshot catalog = host.catalog();
    Compiled known = prepared.find(step, session, catalog);
    if (known != null) {
      return CompletableFuture.completedStage(known);
    }
    return host.compile(text)
        .thenApply(
            compiled -> {
              prepared.keep(step, compiled, session, catalog);
              return compiled;
            });
  }

  private void into(Result.RowSet set, List<Target> targets) {
    if (targets.size() != set.columns().size()) {
      throw Failures.of(MySqlError.ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT);
    }
    if (set.rows().size() > 1) {
      throw Failures.of(MySqlError.ER_TOO_MANY_ROWS);
    }
    if (set.rows().isEmpty()) {
      SqlException none = SqlException.of(ErrorCode.ER_SP_FETCH_NO_DATA);
      state.warn(new Diagnostics.Condition("Warning", none.code(), none.text(), none.sqlState()));
      state.setRowCount(0);
      return;
    }
    Row row = Row.of(set, 0);
    for (int i = 0; i < targets.size(); i++) {
      put(targets.get(i), row.values().get(i), row.types().get(i));
    }
    state.setRowCount(1);
  }

  /** Gives a value to a variable of the routine or of the user. */
  void put(Target target, Value value, SqlType type) {
    if (target instanceof Instruction.ToLocal local) {
      store(local.local(), value, type);
    } else {
      state.setUserVariable(((Instruction.ToUserVariable) target).name(), value);
    }
  }

  void store(Local local, Value value, SqlType type) {
    frame.set(local.slot(), converted(value, type, local.name(), local.type()));
  }

  /** A value as a variable of this type holds it. */
  Value converted(Value value, SqlType from, String name, SqlType to) {
    return Assignment.convert(
        value, from, name, to, new StatementEnvironment(state, List.of(), List.of()));
  }
}
