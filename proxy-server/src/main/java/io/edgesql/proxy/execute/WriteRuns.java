package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.proxy.execute.metadata.MetadataReader;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs INSERT, UPDATE, DELETE and their like. */
final class WriteRuns {
  private final MetadataReader metadata;
  private final QueryRuns queries;

  WriteRuns(MetadataReader metadata, QueryRuns queries) {
    this.metadata = metadata;
    this.queries = queries;
  }

  CompletionStage<Result> write(
      Plan.Write plan, Compiled compiled, StatementEnvironment environment, StatementRun run) {
    Client client = run.client();
    if (!plan.ignore() && client.state().planning().mode().strict()) {
      environment.refuseWarnings();
    }
    if (plan.gathering() != null) {
      return new GatheredWrite(plan.gathering(), environment, client)
          .run(
              compiled.snapshot(),
              rows -> queries.rows(rows, compiled, environment, run),
              filled -> write(filled, compiled, environment, run));
    }
    return metadata
        .prepare(plan.program(), compiled.snapshot(), client, null)
        .thenCompose(
            virtual -> {
              StepBinder.Bound bound =
                  StepBinder.bind(
                      plan.program(), environment, client.state(), plan.ignore(), virtual);
              return send(plan, compiled, bound, environment, client);
            });
  }

  private CompletionStage<Result> send(
      Plan.Write plan,
      Compiled compiled,
      StepBinder.Bound bound,
      StatementEnvironment environment,
      Client client) {
    ShardWork work =
        new ShardWork(
            plan.shard(),
            compiled.snapshot(),
            bound.steps(),
            bound.writes(),
            plan.tables(),
            StepBinder.locks(plan.locks(), compiled.snapshot(), environment),
            List.of(),
            client.lockWait());
    client.transaction().tableLocks().check(plan.tables(), plan.written(), compiled.snapshot());
    Result known = PipelinedUpdate.tried(plan, bound, work, environment, client);
    if (known != null) {
      return CompletableFuture.completedStage(known);
    }
    FailureMapper mapper =
        new FailureMapper(compiled.snapshot(), bound, rowColumns(plan.program()));
    return client
        .transaction()
        .run(work)
        .handle(
            (results, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedStage(
                    WriteOutcome.of(plan, bound, results, client.state()));
              }
              return failed(failure, mapper, work, client);
            })
        .thenCompose(stage -> stage);
  }

  private static CompletionStage<Result> failed(
      Throwable failure, FailureMapper mapper, ShardWork work, Client client) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (!(cause instanceof BackendException edge)
        || edge.code() == BackendException.Code.SCHEMA_STALE
        || FailureMapper.isBeyondTheShard(edge)) {
      return CompletableFuture.failedStage(cause == null ? failure : cause);
    }
    boolean isDuplicate =
        edge.code() == BackendException.Code.CONSTRAINT_UNIQUE
            || edge.code() == BackendException.Code.CONSTRAINT_PRIMARYKEY;
    FailureMapper.Duplicate duplicate = isDuplicate ? mapper.duplicate(edge) : null;
    if (duplicate != null && duplicate.value() == null) {
      return DuplicateProbe.find(duplicate, work, client)
          .thenCompose(known -> CompletableFuture.failedStage(known.toException()));
    }
    return CompletableFuture.failedStage(mapper.map(edge));
  }

  private static @Nullable List<Table.Column> rowColumns(Program program) {
    for (Program.Step step : program.steps()) {
      if (step.rowsBinding() >= 0
          && step.bindings().get(step.rowsBinding()) instanceof Program.Rows rows) {
        return rows.columns();
      }
    }
    return null;
  }
}
