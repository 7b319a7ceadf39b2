package io.edgesql.proxy.execute;

import io.edgesql.backend.RowFeed;
import io.edgesql.backend.Rows;
import io.edgesql.backend.StepResult;
import io.edgesql.backend.cache.Copy;
import io.edgesql.dialect.eval.Finisher;
import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.plan.Finish;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.metadata.MetadataReader;
import io.edgesql.proxy.execute.reads.ReadChoice;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs queries: at the shard, or from copies, and finishes their rows. */
final class QueryRuns {
  private final MetadataReader metadata;
  private final CachedQueries cached;

  QueryRuns(MetadataReader metadata, CachedQueries cached) {
    this.metadata = metadata;
    this.cached = cached;
  }

  CompletionStage<Result> rows(
      Plan.Rows plan, Compiled compiled, StatementEnvironment environment, StatementRun run) {
    Client client = run.client();
    return metadata
        .prepare(plan.program(), compiled.snapshot(), client, run.showRows())
        .thenCompose(
            virtual -> {
              StepBinder.Bound bound =
                  StepBinder.bind(plan.program(), environment, client.state(), false, virtual);
              client
                  .transaction()
                  .tableLocks()
                  .check(plan.tables(), List.of(), compiled.snapshot());
              ReadChoice choice = cached.choose(plan, compiled, client);
              if (run.streams() && isStreamed(plan, bound, choice, client.state())) {
                Plan.Scan scan = client.transaction().isOpen() ? null : plan.scan();
                StepBinder.Bound parts =
                    scan == null
                        ? bound
                        : StepBinder.scan(scan, environment, client.state(), virtual);
                return streamed(plan, compiled, parts, environment, client, choice);
              }
              return choice.mode().kind() == ReadMode.Kind.STRONG
                  ? strong(plan, compiled, bound, environment, client, choice, null)
                      .thenApply(
                          found -> rowSet(plan, bound, found, environment, client.state(), null))
                  : cached
                      .read(plan, compiled, bound.steps().get(0), environment, client, choice)
                      .thenApply(
                          copy ->
                              rowSet(
                                  plan,
                                  bound,
                                  List.of(copy.result()),
                                  environment,
                                  client.state(),
                                  copy));
            });
  }

  private CompletionStage<List<StepResult>> strong(
      Plan.Rows plan,
      Compiled compiled,
      StepBinder.Bound bound,
      StatementEnvironment environment,
      Client client,
      ReadChoice choice,
      @Nullable RowFeed feed) {
    ShardWork work = work(plan, compiled, bound, environment, client);
    SessionTransaction transaction = client.transaction();
    return (plan.locks().isEmpty()
            ? transaction.run(work, feed)
            : transaction.runLocking(plan, work, feed))
        .whenComplete(
            (results, failure) -> {
              if (failure == null && !plan.tables().isEmpty()) {
                CachedQueries.receipt(plan, client, choice);
              }
            });
  }

  /** Whether rows can leave as they come: nothing needs to see all of them before. */
  private static boolean isStreamed(
      Plan.Rows plan, StepBinder.Bound bound, ReadChoice choice, SessionState state) {
    return plan.exact() == null
        && choice.mode().kind() == ReadMode.Kind.STRONG
        && bound.steps().size() == 1
        && plan.finish() == null
        && plan.foundRowsStep() < 0
        && plan.into().isEmpty()
        && (plan.hasLimit() || state.variables().number("sql_select_limit") == Long.MAX_VALUE);
  }

  private CompletionStage<Result> streamed(
      Plan.Rows plan,
      Compiled compiled,
      StepBinder.Bound bound,
      StatementEnvironment environment,
      Client client,
      ReadChoice choice) {
    StreamedRows rows =
        new StreamedRows(
            client.loop(),
            source -> new Result.RowStream(plan.columns(), source, environment),
            client.state()::setFoundRows);
    CompletionStage<List<StepResult>> end =
        strong(plan, compiled, bound, environment, client, choice, rows.feed());
    return rows.result(
        end.thenApply(results -> results.get(0).rows()),
        found -> {
          client.state().setFoundRows(found.size());
          return new Result.RowSet(plan.columns(), found, environment);
        },
        failure -> new CompletionException(FailureMapper.told(failure, compiled.snapshot())));
  }

  private ShardWork work(
      Plan.Rows plan,
      Compiled compiled,
      StepBinder.Bound bound,
      StatementEnvironment environment,
      Client client) {
    Duration wait = plan.noWait() || plan.skipLocked() ? Duration.ZERO : client.lockWait();
    return new ShardWork(
        plan.shard(),
        compiled.snapshot(),
        bound.steps(),
        bound.writes(),
        plan.tables(),
        StepBinder.locks(plan.locks(), compiled.snapshot(), environment),
        StepBinder.only(plan.only(), compiled.snapshot(), environment),
        wait);
  }

  private static Result rowSet(
      Plan.Rows plan,
      StepBinder.Bound bound,
      List<StepResult> results,
      StatementEnvironment environment,
      SessionState state,
      @Nullable Copy copy) {
    Rows rows = results.get(bound.lastOf(plan.resultStep())).rows();
    boolean isWhole = true;
    Finish finish = plan.finish();
    if (finish != null) {
      isWhole = false;
      rows =
          Rows.of(
              new Finisher(finish, plan.columns(), () -> new RowEnvironment(environment))
                  .rows(rows));
    }
    if (!plan.hasLimit()) {
      int before = rows.size();
      rows = limited(rows, state);
      isWhole &= rows.size() == before;
    }
    long found = rows.size();
    if (plan.foundRowsStep() >= 0
        && results.get(bound.lastOf(plan.foundRowsStep())).rows().value(0, 0)
            instanceof Number count) {
      found = count.longValue();
    }
    state.setFoundRows(found);
    Result.RowSet set = new Result.RowSet(plan.columns(), rows, environment, isWhole ? copy : null);
    return plan.into().isEmpty() ? set : into(set, plan.into(), state);
  }

  /** No more rows than sql_select_limit. */
  private static Rows limited(Rows rows, SessionState state) {
    long limit = state.variables().number("sql_select_limit");
    return rows.size() <= limit ? rows : Rows.of(new ArrayList<>(rows.subList(0, (int) limit)));
  }

  /** SELECT … INTO @a, @b. */
  static Result into(Result.RowSet set, List<String> names, SessionState state) {
    if (names.size() != set.columns().size()) {
      throw Failures.of(MySqlError.ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT);
    }
    if (set.rows().size() > 1) {
      throw Failures.of(MySqlError.ER_TOO_MANY_ROWS);
    }
    if (set.rows().isEmpty()) {
      state.warn("Warning", 1329, "No data - zero rows fetched, selected, or processed");
      return Result.Done.NOTHING;
    }
    RowEnvironment row = new RowEnvironment(set.environment());
    row.move(set.rows().get(0));
    for (int i = 0; i < names.size(); i++) {
      state.setUserVariable(names.get(i), row.cell(set.columns().get(i)));
    }
    return new Result.Done(1, 0, "");
  }
}
