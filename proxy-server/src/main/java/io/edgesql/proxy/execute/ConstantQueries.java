package io.edgesql.proxy.execute;

import io.edgesql.backend.Rows;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs queries that need no shard. */
final class ConstantQueries {
  private ConstantQueries() {}

  /** A column that is just a user variable has the type of its value. */
  private static List<Program.ResultColumn> typed(
      Plan.ConstantRows plan, List<@Nullable Object[]> rows) {
    if (plan.rows().size() != 1 || rows.size() != 1) {
      return plan.columns();
    }
    List<Program.ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < plan.columns().size(); i++) {
      Program.ResultColumn column = plan.columns().get(i);
      Typed expr = plan.rows().get(0).get(i);
      boolean isOpen = expr instanceof Typed.UserVariable;
      SqlType type = isOpen && rows.get(0)[i] instanceof Value v ? typeOf(v) : null;
      columns.add(
          type == null
              ? column
              : new Program.ResultColumn(
                  column.name(), type, column.nullable(), column.origin(), column.cell()));
    }
    return columns;
  }

  private static @Nullable SqlType typeOf(Value value) {
    if (value instanceof Value.Int number) {
      return SqlType.integer(TypeName.BIGINT, number.unsigned());
    }
    return value instanceof Value.Real ? SqlType.DOUBLE : null;
  }

  static CompletionStage<Result> run(
      Plan.ConstantRows plan, StatementEnvironment environment, SessionState state) {
    long offset = plan.offset() == null ? 0 : number(plan.offset(), environment);
    long limit = plan.limit() == null ? Long.MAX_VALUE : number(plan.limit(), environment);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (List<Typed> exprs : plan.rows()) {
      if (offset-- > 0 || limit-- <= 0) {
        continue;
      }
      @Nullable Object[] row = new Object[exprs.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = Evaluator.evaluate(exprs.get(i), environment);
      }
      rows.add(row);
    }
    state.setFoundRows(rows.size());
    Result.RowSet set = new Result.RowSet(known(typed(plan, rows)), Rows.of(rows), environment);
    return CompletableFuture.completedStage(
        plan.into().isEmpty() ? set : QueryRuns.into(set, plan.into(), state));
  }

  /** Columns whose values stand in the rows: a second evaluation would have its effects twice. */
  private static List<Program.ResultColumn> known(List<Program.ResultColumn> columns) {
    List<Program.ResultColumn> known = new ArrayList<>();
    for (Program.ResultColumn column : columns) {
      Representation representation = Representation.ofColumn(column.type());
      known.add(
          new Program.ResultColumn(
              column.name(),
              column.type(),
              column.nullable(),
              column.origin(),
              new Program.ShardCell(known.size(), representation)));
    }
    return known;
  }

  private static long number(Typed expr, StatementEnvironment environment) {
    return Evaluator.evaluate(expr, environment) instanceof Value.Int count
        ? count.bits() < 0 ? Long.MAX_VALUE : count.bits()
        : 0;
  }
}
