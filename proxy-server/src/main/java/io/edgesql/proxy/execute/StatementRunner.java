package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.Rows;
import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import io.edgesql.backend.cache.Copy;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.eval.Finisher;
import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.plan.Finish;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.metadata.MetadataReader;
import io.edgesql.proxy.execute.reads.ReadChoice;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
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
    Run run = new Run(parameters, client, null, streams);
    return attempt(compiled, run, settings.transactions().schemaRetries());
  }

  /** Runs a plan as it is: that the schema has moved on is for the caller to handle. */
  CompletionStage<Result> runOnce(Compiled compiled, Client client) {
    try {
      return once(compiled, new Run(List.of(), client, null, false));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The same with rows for a virtual table that exists for this statement alone. */
  public CompletionStage<Result> run(
      Compiled compiled, List<Value> parameters, Client client, @Nullable String showRows) {
    return attempt(compiled, new Run(parameters, client, showRows, false), 0);
  }

  /** What all attempts to run a statement have in common. */
  private record Run(
      List<Value> parameters, Client client, @Nullable String showRows, boolean streams) {}

  private CompletionStage<Result> attempt(Compiled compiled, Run run, int retries) {
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
          } else if (retries > 0
              && cause instanceof BackendException edge
              && edge.code() == BackendException.Code.SCHEMA_STALE) {
            planAgain(compiled, run.client)
                .thenCompose(newer -> attempt(newer, run, retries - 1))
                .whenComplete((result2, failure2) -> settle(done, result2, failure2));
          } else {
            done.completeExceptionally(mapped(failure, compiled));
          }
        });
    return done;
  }

  /** A failure as the client is told it. */
  private static Throwable mapped(Throwable failure, Compiled compiled) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof BackendException edge) {
      return new FailureMapper(compiled.snapshot(), null, null).map(edge);
    }
    return cause == null ? failure : cause;
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

  private CompletionStage<Result> once(Compiled compiled, Run run) {
    Client client = run.client;
    StatementEnvironment environment =
        new StatementEnvironment(client.state(), compiled.literals(), run.parameters);
    return switch (compiled.plan().type()) {
      case ROWS -> rows((Plan.Rows) compiled.plan(), compiled, environment, run);
      case CONSTANT_ROWS ->
          constantRows((Plan.ConstantRows) compiled.plan(), environment, client.state());
      case WRITE -> write((Plan.Write) compiled.plan(), compiled, environment, run);
      case STATEMENT -> throw new IllegalArgumentException("Not a plan to run here");
    };
  }

  private CompletionStage<Result> rows(
      Plan.Rows plan, Compiled compiled, StatementEnvironment environment, Run run) {
    Client client = run.client;
    return metadata
        .prepare(plan.program(), compiled.snapshot(), client, run.showRows)
        .thenCompose(
            virtual -> {
              StepBinder.Bound bound =
                  StepBinder.bind(plan.program(), environment, client.state(), false, virtual);
              client
                  .transaction()
                  .tableLocks()
                  .check(plan.tables(), List.of(), compiled.snapshot());
              ReadChoice choice = cached.choose(plan, compiled, client);
              if (run.streams && isStreamed(plan, bound, choice, client.state())) {
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
    ShardWork work = work(plan, compiled, bound, environment, client.state());
    return client
        .transaction()
        .run(work, feed)
        .whenComplete(
            (results, failure) -> {
              if (failure == null && !plan.tables().isEmpty()) {
                CachedQueries.receipt(plan, client, choice);
              }
              if (failure == null && !plan.locks().isEmpty()) {
                StepResult found = results.get(bound.lastOf(plan.resultStep()));
                client.transaction().learn(plan, work, found, environment);
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
        failure -> new CompletionException(mapped(failure, compiled)));
  }

  private ShardWork work(
      Plan.Rows plan,
      Compiled compiled,
      StepBinder.Bound bound,
      StatementEnvironment environment,
      SessionState state) {
    Duration wait = plan.noWait() || plan.skipLocked() ? Duration.ZERO : lockWait(state);
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

  private static Duration lockWait(SessionState state) {
    return Duration.ofSeconds(
        Math.min(state.variables().number("innodb_lock_wait_timeout"), 1_073_741_824L));
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
  private static Result into(Result.RowSet set, List<String> names, SessionState state) {
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

  private static CompletionStage<Result> constantRows(
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
        plan.into().isEmpty() ? set : into(set, plan.into(), state));
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

  private CompletionStage<Result> write(
      Plan.Write plan, Compiled compiled, StatementEnvironment environment, Run run) {
    Client client = run.client;
    if (!plan.ignore() && client.state().planning().mode().strict()) {
      environment.refuseWarnings();
    }
    if (plan.gathering() != null) {
      return new GatheredWrite(plan.gathering(), environment, client)
          .run(
              compiled.snapshot(),
              rows -> rows(rows, compiled, environment, run),
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
            lockWait(client.state()));
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
