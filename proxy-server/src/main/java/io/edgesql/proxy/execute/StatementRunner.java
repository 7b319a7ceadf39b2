package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.metadata.MetadataReader;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of a statement: text → plan (cached) → bound steps → shard → result. A plan that turns
 * out to be older than the shard's schema is made again.
 */
public final class StatementRunner {
  private final Compiler compiler;
  private final CatalogHolder catalogs;
  private final MetadataReader metadata;
  private final Executor planners;
  private final ProxySettings settings;
  private final CachedQueries cached;
  private final QueryRuns queries;
  private final WriteRuns writes;

  /**
   * @param planners a bounded pool for what is too large to be planned on an event loop; rejects
   *     when it is full
   */
  public StatementRunner(
      Compiler compiler,
      CatalogHolder catalogs,
      MetadataReader metadata,
      Executor planners,
      ProxySettings settings,
      CachedQueries cached) {
    this.cached = cached;
    this.compiler = compiler;
    this.catalogs = catalogs;
    this.metadata = metadata;
    this.planners = planners;
    this.settings = settings;
    this.queries = new QueryRuns(metadata, cached);
    this.writes = new WriteRuns(metadata, queries);
  }

  public CatalogHolder catalogs() {
    return catalogs;
  }

  /** The newest schema known, as a session sees it. */
  public CatalogSnapshot catalog(Client client) {
    return client.temporaries().over(catalogs.current());
  }

  public Compiler compiler() {
    return compiler;
  }

  /** Reads that copies may answer. */
  public CachedQueries cached() {
    return cached;
  }

  public MetadataReader metadata() {
    return metadata;
  }

  /** Compiles a text; a large one away from the session's thread. */
  public CompletionStage<Compiled> compile(
      String text, Map<Integer, SqlType> given, Client client) {
    CatalogSnapshot snapshot = catalog(client);
    var session = client.state().planning();
    if (text.length() <= settings.statements().planInlineBytes()) {
      try {
        return CompletableFuture.completedStage(compiler.compile(text, session, snapshot, given));
      } catch (RuntimeException | StackOverflowError e) {
        return CompletableFuture.failedStage(e);
      }
    }
    try {
      return CompletableFuture.supplyAsync(
              () -> compiler.compile(text, session, snapshot, given), planners)
          .handleAsync(StatementRunner::unwrap, client.loop());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(Failures.of(MySqlError.ER_OUT_OF_RESOURCES));
    }
  }

  private static Compiled unwrap(@Nullable Compiled compiled, @Nullable Throwable failure) {
    if (compiled != null) {
      return compiled;
    }
    throw failure instanceof CompletionException known ? known : new CompletionException(failure);
  }

  /** Plans a statement that stands for another one, such as a query behind SHOW. */
  public Compiled recompile(
      Statement statement, Compiled origin, SessionState state, VirtualTables tables) {
    return compiler.compile(statement, origin, state.planning(), tables);
  }

  /** Runs what has a plan for rows or a write; planning again as often as the schema moves on. */
  public CompletionStage<Result> run(Compiled compiled, List<Value> parameters, Client client) {
    return run(compiled, parameters, client, false);
  }

  /**
   * The same.
   *
   * @param streams whether many rows may be told as a {@link Result.RowStream}
   */
  public CompletionStage<Result> run(
      Compiled compiled, List<Value> parameters, Client client, boolean streams) {
    StatementRun run = new StatementRun(parameters, client, null, streams);
    return attempt(compiled, run, settings.transactions().schemaRetries());
  }

  /** Runs a plan as it is: that the schema has moved on is for the caller to handle. */
  CompletionStage<Result> runOnce(Compiled compiled, Client client) {
    try {
      return once(compiled, new StatementRun(List.of(), client, null, false));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The same with rows for a virtual table that exists for this statement alone. */
  public CompletionStage<Result> run(
      Compiled compiled, List<Value> parameters, Client client, @Nullable String showRows) {
    return attempt(compiled, new StatementRun(parameters, client, showRows, false), 0);
  }

  /**
   * Runs what stands for a statement, such as the query behind SHOW or EXPLAIN's questions; again
   * with the statement planned anew as often as the schema moves on.
   */
  public <T> CompletionStage<T> behind(
      Compiled compiled, Client client, Function<Compiled, CompletionStage<T>> standIn) {
    return behind(compiled, client, standIn, settings.transactions().schemaRetries());
  }

  private <T> CompletionStage<T> behind(
      Compiled compiled,
      Client client,
      Function<Compiled, CompletionStage<T>> standIn,
      int retries) {
    CompletableFuture<T> done = new CompletableFuture<>();
    standIn
        .apply(compiled)
        .whenComplete(
            (result, failure) -> {
              Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
              if (failure == null) {
                done.complete(result);
              } else if (retries > 0 && isStale(cause)) {
                planAgain(compiled, client)
                    .thenCompose(newer -> behind(newer, client, standIn, retries - 1))
                    .whenComplete((result2, failure2) -> settle(done, result2, failure2));
              } else {
                done.completeExceptionally(FailureMapper.told(failure, compiled.snapshot()));
              }
            });
    return done;
  }

  private static boolean isStale(@Nullable Throwable cause) {
    return cause instanceof BackendException edge
        && edge.code() == BackendException.Code.SCHEMA_STALE;
  }

  private CompletionStage<Result> attempt(Compiled compiled, StatementRun run, int retries) {
    CompletionStage<Result> tried;
    try {
      tried = once(compiled, run);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
    CompletableFuture<Result> done = new CompletableFuture<>();
    tried.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            done.complete(result);
            return;
          }
          Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
          Compiled exact = exact(compiled, cause);
          if (exact != null) {
            attempt(exact, run, retries)
                .whenComplete((result2, failure2) -> settle(done, result2, failure2));
          } else if (retries > 0 && isStale(cause)) {
            planAgain(compiled, run.client())
                .thenCompose(newer -> attempt(newer, run, retries - 1))
                .whenComplete((result2, failure2) -> settle(done, result2, failure2));
          } else {
            boolean isForBehind = run.showRows() != null && isStale(cause);
            done.completeExceptionally(
                isForBehind ? cause : FailureMapper.told(failure, compiled.snapshot()));
          }
        });
    return done;
  }

  /** The way to the same rows without SQLite's arithmetic, if that is what failed; else null. */
  private static @Nullable Compiled exact(Compiled compiled, @Nullable Throwable cause) {
    Plan plan = cause instanceof BackendException edge ? alternative(compiled.plan(), edge) : null;
    if (plan == null) {
      return null;
    }
    return new Compiled(
        compiled.text(),
        plan,
        compiled.literals(),
        compiled.parameters(),
        compiled.snapshot(),
        compiled.hints(),
        compiled.given());
  }

  private static @Nullable Plan alternative(Plan plan, BackendException edge) {
    if (!FailureMapper.isBeyondTheShard(edge)) {
      return null;
    }
    if (plan instanceof Plan.Rows rows) {
      return rows.exact();
    }
    return plan instanceof Plan.Write write && write.exact() != null ? write.exact().plan() : null;
  }

  private static <T> void settle(
      CompletableFuture<T> done, @Nullable T result, @Nullable Throwable failure) {
    if (failure == null) {
      done.complete(result);
    } else {
      done.completeExceptionally(failure instanceof CompletionException e ? e.getCause() : failure);
    }
  }

  /** Reads the newer schema, then compiles the same text for it. */
  public CompletionStage<Compiled> planAgain(Compiled compiled, Client client) {
    return refresh(client)
        .thenCompose(snapshot -> compile(compiled.text(), compiled.given(), client));
  }

  /** Reads the newest schema. */
  public CompletionStage<CatalogSnapshot> refresh(Client client) {
    return catalogs
        .refresh()
        .handleAsync(
            (snapshot, failure) -> {
              if (failure != null) {
                throw new CompletionException(failure);
              }
              return snapshot;
            },
            client.loop());
  }

  private CompletionStage<Result> once(Compiled compiled, StatementRun run) {
    Client client = run.client();
    StatementEnvironment environment =
        new StatementEnvironment(client.state(), compiled.literals(), run.parameters());
    return switch (compiled.plan().type()) {
      case ROWS -> queries.rows((Plan.Rows) compiled.plan(), compiled, environment, run);
      case CONSTANT_ROWS ->
          ConstantQueries.run((Plan.ConstantRows) compiled.plan(), environment, client.state());
      case WRITE -> writes.write((Plan.Write) compiled.plan(), compiled, environment, run);
      case STATEMENT -> throw new IllegalArgumentException("Not a plan to run here");
    };
  }

  /** Runs a query in the shard for the counts alone. */
  public CompletionStage<List<StepResult>> measure(
      Compiled compiled, List<Value> parameters, Client client) {
    Plan.Rows plan = (Plan.Rows) compiled.plan();
    StatementEnvironment environment =
        new StatementEnvironment(client.state(), compiled.literals(), parameters);
    return metadata
        .prepare(plan.program(), compiled.snapshot(), client, null)
        .thenCompose(
            virtual -> {
              StepBinder.Bound bound =
                  StepBinder.bind(plan.program(), environment, client.state(), false, virtual);
              return client
                  .transaction()
                  .run(
                      ShardWork.unlocked(
                          plan.shard(),
                          compiled.snapshot(),
                          bound.steps(),
                          bound.writes(),
                          plan.tables()));
            });
  }

  /** How the shard would run a statement: EXPLAIN QUERY PLAN of its first step. */
  public CompletionStage<List<ExplainReport.Line>> queryPlan(
      Compiled compiled, List<Value> parameters, Client client) {
    Program program;
    String shard;
    if (compiled.plan() instanceof Plan.Rows rows) {
      program = rows.program();
      shard = rows.shard();
    } else if (compiled.plan() instanceof Plan.Write write) {
      program = write.program();
      shard = write.shard();
    } else {
      return CompletableFuture.completedStage(List.of());
    }
    StatementEnvironment environment =
        new StatementEnvironment(client.state(), compiled.literals(), parameters);
    AtomicReference<String> sql = new AtomicReference<>("");
    return metadata
        .prepare(program, compiled.snapshot(), client, null)
        .thenCompose(
            virtual -> {
              Step step =
                  StepBinder.bind(program, environment, client.state(), true, virtual)
                      .steps()
                      .get(0);
              sql.set(step.sql());
              ShardWork work =
                  ShardWork.unlocked(
                      shard,
                      compiled.snapshot(),
                      List.of(Step.query("EXPLAIN QUERY PLAN " + step.sql(), step.params())),
                      List.of(false),
                      List.of());
              return client.transaction().run(work);
            })
        .thenApply(
            results -> {
              List<ExplainReport.Line> lines = new ArrayList<>();
              Map<String, String> names = ExplainReport.aliases(String.valueOf(sql.get()));
              for (@Nullable Object[] row : results.get(0).rows()) {
                lines.add(
                    new ExplainReport.Line(
                        row[0] instanceof Long id ? id : 0,
                        row[1] instanceof Long parent ? parent : 0,
                        ExplainReport.withNames(String.valueOf(row[3]), names)));
              }
              return lines;
            });
  }
}
