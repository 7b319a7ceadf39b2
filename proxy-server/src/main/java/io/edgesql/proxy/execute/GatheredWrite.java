package io.edgesql.proxy.execute;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.plan.Finish;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change whose rows are computed here: they are read and locked, and then written by their
 * values, both in one transaction.
 */
final class GatheredWrite {
  private final Plan.Gathering gathering;
  private final StatementEnvironment environment;
  private final Client client;

  GatheredWrite(Plan.Gathering gathering, StatementEnvironment environment, Client client) {
    this.gathering = gathering;
    this.environment = environment;
    this.client = client;
  }

  /**
   * Reads by the one function, writes by the other.
   *
   * @param snapshot the schema that the plan was made for
   */
  CompletionStage<Result> run(
      CatalogSnapshot snapshot,
      Function<Plan.Rows, CompletionStage<Result>> read,
      Function<Plan.Write, CompletionStage<Result>> write) {
    SessionTransaction transaction = client.transaction();
    boolean isAlone = !transaction.isOpen() && client.state().variables().autocommit();
    if (!isAlone) {
      return read.apply(gathering.rows()).thenCompose(rows -> write.apply(filled(rows)));
    }
    return transaction
        .begin(TransactionTraits.INHERITED, gathering.rows().shard())
        .thenCompose(begun -> read.apply(gathering.rows()))
        .thenCompose(rows -> write.apply(filled(rows)))
        .thenCompose(done -> transaction.commit(snapshot).thenApply(committed -> done))
        .handle(this::settled)
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Result> settled(@Nullable Result done, @Nullable Throwable failure) {
    if (done != null) {
      return CompletableFuture.completedStage(done);
    }
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure == null ? new IllegalStateException("neither done nor failed") : failure;
    return client.transaction().end().thenCompose(ended -> CompletableFuture.failedStage(cause));
  }

  /**
   * The write of the rows that were found.
   *
   * @throws SqlException 1104 if they are more than may be gathered; what computing them says
   */
  private Plan.Write filled(Result result) {
    Result.RowSet found = (Result.RowSet) result;
    if (found.rows().size() > client.state().variables().number(Finish.MAX_ROWS)) {
      throw SqlException.of(ErrorCode.ER_TOO_BIG_SELECT, Finish.MAX_ROWS);
    }
    List<Program.ResultColumn> columns = found.columns();
    RowEnvironment row = new RowEnvironment(environment);
    List<List<Typed>> rows = new ArrayList<>(found.rows().size());
    for (@Nullable Object[] sent : found.rows()) {
      row.move(sent);
      List<Typed> cells = new ArrayList<>(columns.size());
      try {
        for (Program.ResultColumn column : columns) {
          cells.add(new Typed.Constant(row.cell(column), column.type()));
        }
      } catch (SqlException wrong) {
        // Row by row, MySQL would have met what is wrong with storing the ones before.
        store(gathering.filling().with(rows));
        throw wrong;
      }
      rows.add(cells);
    }
    return gathering.filling().with(rows);
  }

  private void store(Plan.Write write) {
    StepBinder.bind(write.program(), environment, client.state(), write.ignore(), (d, t) -> "[]");
  }
}
