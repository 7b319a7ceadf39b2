package io.edgesql.proxy.session;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.lex.ReadHints;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.SchemaRunner;
import io.edgesql.proxy.execute.StatementRunner;
import io.edgesql.proxy.execute.event.EventDefinitions;
import io.edgesql.proxy.execute.metadata.ShowStatements;
import io.edgesql.proxy.execute.metadata.VirtualCatalog;
import io.edgesql.proxy.execute.routine.FunctionCalls;
import io.edgesql.proxy.execute.routine.ObjectChanges;
import io.edgesql.proxy.execute.routine.RoutineCalls;
import io.edgesql.proxy.execute.routine.RoutineDefinitions;
import io.edgesql.proxy.session.PreparedStatements.Prepared;
import io.edgesql.proxy.state.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs one statement of a session: what has a plan goes to the runner, what is about the session is
 * done here.
 */
final class SessionStatements {
  private final Conversation conversation;
  private final StatementRunner runner;
  private final ShowStatements shows;
  private final SchemaRunner schema;
  private final SetStatements sets;
  private final ExplainStatements explains;
  private final TransactionStatements transactions;
  private final NamedStatements named;
  private final EdgeStatements edge;
  private final Client client;
  private final Waits waits;
  private final RoutineCalls routines;
  private final RoutineDefinitions definitions;
  private final EventDefinitions events;

  SessionStatements(Conversation conversation) {
    this.conversation = conversation;
    this.runner = conversation.server().runner();
    this.shows = new ShowStatements(runner);
    this.schema =
        new SchemaRunner(
            runner,
            conversation.server().backend(),
            conversation.server().settings().transactions());
    this.client =
        new Client(
            conversation.state(),
            conversation.transaction(),
            conversation.temporaries(),
            conversation.loop());
    this.sets = new SetStatements(conversation, this);
    this.transactions = new TransactionStatements(conversation, this);
    this.named = new NamedStatements(conversation, this);
    this.explains = new ExplainStatements(runner, client);
    this.edge = new EdgeStatements(runner, client);
    RoutineSession host = new RoutineSession(conversation, this);
    this.routines = new RoutineCalls(host);
    FunctionCalls functions = new FunctionCalls(host, routines);
    this.waits = new Waits(conversation, this::execute, functions);
    conversation.state().setFunctions(functions::function);
    ObjectChanges changes =
        new ObjectChanges(
            host,
            conversation.server().backend(),
            conversation.server().settings().transactions().schemaRetries());
    this.definitions = new RoutineDefinitions(host, changes);
    this.events = new EventDefinitions(host, changes);
  }

  /** Compiles and runs a text. */
  CompletionStage<Result> run(String text) {
    return completed(text)
        .thenCompose(this::compile)
        .whenComplete(
            (compiled, failure) -> {
              if (failure != null) {
                // What cannot be planned is a new statement, too.
                conversation.state().diagnostics().clear();
              }
            })
        .thenCompose(compiled -> run(compiled, List.of()));
  }

  CompletionStage<Compiled> compile(String text) {
    return runner.compile(text, Map.of(), client);
  }

  /** Runs a prepared statement. */
  CompletionStage<Result> runPrepared(Prepared prepared, List<Value> parameters) {
    return new PreparedExecution(runner, client, this).run(prepared, parameters);
  }

  CompletionStage<Result> run(Compiled compiled, List<Value> parameters) {
    if (parameters.size() < compiled.parameterCount()) {
      // A text with '?' is a statement to prepare, not one to run.
      throw Failures.of(MySqlError.ER_PARSE_ERROR, MySqlError.ER_SYNTAX_ERROR.message(), "?", 1);
    }
    boolean isDiagnostic = isDiagnostic(compiled.plan());
    conversation.setDiagnostic(isDiagnostic);
    if (!isDiagnostic) {
      conversation.state().diagnostics().clear();
      warnOfStrayBytes(compiled);
      tell(compiled);
    }
    waits.forget();
    return waits
        .run(compiled, parameters)
        .thenApply(
            result -> {
              conversation.tracker().ran(compiled.plan(), result);
              return result;
            });
  }

  /** Tells what MySQL warns of in the text. */
  void tell(Compiled compiled) {
    for (ReadHints.Warning warning : compiled.hints().warnings()) {
      conversation.state().warn("Warning", warning.code(), warning.message());
    }
  }

  CompletionStage<Result> execute(Compiled compiled, List<Value> parameters) {
    return switch (compiled.plan().type()) {
      case ROWS, CONSTANT_ROWS ->
          conversation
              .interruptible(runner.run(compiled, parameters, client, conversation.streams()))
              .thenApply(this::noteRows);
      case WRITE -> {
        SafeUpdates.check(compiled, conversation.state());
        yield runner.run(compiled, parameters, client);
      }
      case STATEMENT ->
          other(((Plan.Other) compiled.plan()).statement(), compiled, parameters)
              .thenApply(this::noteRows);
    };
  }

  private void warnOfStrayBytes(Compiled compiled) {
    for (Literals.Token literal : compiled.literals()) {
      if (literal.malformed() != null) {
        MySqlError error = MySqlError.ER_INVALID_CHARACTER_STRING;
        conversation
            .state()
            .warn("Warning", error.code(), error.message("utf8mb4", literal.malformed()));
      }
    }
  }

  private Result noteRows(Result result) {
    if (result.kind() == Result.Kind.ROWS || result.kind() == Result.Kind.STREAM) {
      conversation.state().setRowCount(-1);
    } else if (result instanceof Result.Done done) {
      conversation.state().setRowCount(done.affectedRows());
    }
    return result;
  }

  private static boolean isDiagnostic(Plan plan) {
    return plan instanceof Plan.Other other
        && (other.statement() instanceof Statement.Show show
            ? show.subject().equals("WARNINGS") || show.subject().equals("ERRORS")
            : other.statement() instanceof Statement.OfCondition condition && condition.isGet());
  }

  private CompletionStage<Result> other(
      Statement statement, Compiled compiled, List<Value> parameters) {
    if (statement instanceof Statement.SetVariables set) {
      return sets.set(set, compiled, parameters);
    }
    if (statement instanceof Statement.SetNames names) {
      return done(() -> sets.setNames(names));
    }
    if (statement instanceof Statement.SetCharacterSet charset) {
      return done(() -> sets.setCharacterSet(charset));
    }
    if (statement instanceof Statement.SetSeveral several) {
      return inOrder(several.parts(), 0, compiled, parameters);
    }
    if (statement instanceof Statement.SetTransaction transaction) {
      return done(() -> sets.setTransaction(transaction));
    }
    if (statement instanceof Statement.Show show) {
      return runner.behind(compiled, client, plan -> shows.show(show, plan, client));
    }
    if (statement instanceof Statement.Describe describe) {
      return runner.behind(compiled, client, plan -> shows.describe(describe, plan, client));
    }
    if (statement instanceof Statement.ShowEdge show) {
      return edge.show(show);
    }
    if (statement instanceof Statement.ExplainEdge explain) {
      return runner.behind(compiled, client, plan -> edge.explain(explain, plan, parameters));
    }
    if (statement instanceof Statement.Explain explain) {
      return runner.behind(compiled, client, plan -> explains.explain(explain, plan, parameters));
    }
    if (statement instanceof Statement.Schema change) {
      return schema.run(change, compiled, client);
    }
    if (statement instanceof Statement.Use use) {
      return done(() -> use(use.database()));
    }
    if (statement instanceof Statement.LoadData load) {
      return load(load);
    }
    CompletionStage<Result> transactional = transactions.run(statement, compiled);
    return transactional == null ? rest(statement, compiled, parameters) : transactional;
  }

  private CompletionStage<Result> inOrder(
      List<Statement> parts, int at, Compiled compiled, List<Value> parameters) {
    CompletionStage<Result> first = other(parts.get(at), compiled, parameters);
    return at + 1 == parts.size()
        ? first
        : first.thenCompose(done -> inOrder(parts, at + 1, compiled, parameters));
  }

  private CompletionStage<Result> rest(
      Statement statement, Compiled compiled, List<Value> parameters) {
    if (statement instanceof Statement.Do doing) {
      return evaluate(doing.expressions(), compiled, parameters)
          .thenApply(values -> Result.Done.NOTHING);
    }
    if (statement instanceof Statement.Kill kill) {
      return evaluate(List.of(kill.connection()), compiled, parameters)
          .thenApply(values -> kill(kill, values.get(0)));
    }
    if (statement instanceof Statement.Prepare prepare) {
      return evaluate(List.of(prepare.source()), compiled, parameters)
          .thenCompose(values -> named.prepare(prepare.name(), values.get(0)));
    }
    if (statement instanceof Statement.Execute execute) {
      return named.execute(execute);
    }
    if (statement instanceof Statement.Deallocate deallocate) {
      return done(() -> named.deallocate(deallocate.name()));
    }
    if (statement instanceof Statement.TableMaintenance maintenance) {
      return completed(TableMaintenance.run(maintenance, compiled, conversation.state()));
    }
    if (statement instanceof Statement.Flush) {
      return commit().thenApply(done -> Result.Done.NOTHING);
    }
    CompletionStage<Result> routine = routine(statement, compiled, parameters);
    if (routine != null) {
      return routine;
    }
    if (statement instanceof Statement.Unsupported unsupported) {
      throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, unsupported.feature());
    }
    throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, statement.getClass().getSimpleName());
  }

  private @Nullable CompletionStage<Result> routine(
      Statement statement, Compiled compiled, List<Value> parameters) {
    if (statement instanceof Statement.Call call) {
      return routines.call(call, compiled, parameters);
    }
    if (statement instanceof Statement.OfCondition condition) {
      return routines.condition(compiled.text(), condition.isGet());
    }
    if (statement instanceof Statement.CreateRoutine create) {
      return commit().thenCompose(done -> definitions.create(create, compiled.text()));
    }
    if (statement instanceof Statement.AlterRoutine alter) {
      return commit().thenCompose(done -> definitions.alter(alter, compiled.text()));
    }
    if (statement instanceof Statement.EventDefinition event) {
      return commit().thenCompose(done -> events.define(event, compiled));
    }
    if (statement instanceof Statement.Routine drop && drop.kind().equals("EVENT")) {
      return commit().thenCompose(done -> events.drop(drop, compiled.text()));
    }
    return statement instanceof Statement.Routine drop
        ? commit().thenCompose(done -> definitions.drop(drop, compiled.text()))
        : null;
  }

  /** Runs a query of a routine: no statement of its own, so diagnostics are kept. */
  CompletionStage<Result> query(Compiled compiled, List<Value> parameters) {
    waits.forget();
    return waits.run(compiled, parameters);
  }

  RoutineCalls routines() {
    return routines;
  }

  /** Commits what is open; plans again when only the schema's version is in the way. */
  CompletionStage<Void> commit() {
    return schema.commit(client);
  }

  void use(String database) {
    conversation.state().rights().requireSight(database);
    Catalog catalog = runner.catalogs().current().catalog();
    if (VirtualCatalog.isVirtualDatabase(database)) {
      conversation.state().use(database.toLowerCase(java.util.Locale.ROOT));
    } else if (catalog.database(database) != null) {
      conversation.state().use(database);
    } else {
      throw Failures.of(MySqlError.ER_BAD_DB_ERROR, database);
    }
    conversation.tracker().schema(database);
  }

  private CompletionStage<Result> load(Statement.LoadData load) {
    if (!load.local()) {
      throw Failures.of(MySqlError.ER_OPTION_PREVENTS_STATEMENT, "--secure-file-priv");
    }
    boolean isAllowed =
        conversation.state().variables().isOn("local_infile")
            && conversation.replies().capabilities().has(Capabilities.CLIENT_LOCAL_FILES);
    if (!isAllowed) {
      throw new SqlException(
          3948,
          "42000",
          "Loading local data is disabled; this must be enabled on both the client and server"
              + " sides");
    }
    return completed(new Result.FileWanted(load));
  }

  private Result kill(Statement.Kill kill, Value id) {
    long number = id instanceof Value.Int known ? known.bits() : -1;
    Session victim = conversation.server().connections().find(number);
    if (victim == null) {
      throw Failures.of(MySqlError.ER_NO_SUCH_THREAD, number);
    }
    if (!conversation.state().rights().isAll()
        && !victim.process().user().equals(conversation.state().user())) {
      throw Failures.of(MySqlError.ER_KILL_DENIED_ERROR, number);
    }
    if (number != conversation.state().connectionId()) {
      victim.kill(kill.queryOnly());
      return Result.Done.NOTHING;
    }
    if (!kill.queryOnly()) {
      // After the error has been sent.
      conversation.loop().execute(() -> conversation.replies().close());
    }
    throw Failures.of(MySqlError.ER_QUERY_INTERRUPTED);
  }

  /** The result's columns, for COM_STMT_PREPARE; empty where they are known only when it runs. */
  List<Program.ResultColumn> columnsOf(Compiled compiled) {
    if (compiled.plan() instanceof Plan.Rows rows) {
      return rows.into().isEmpty() ? rows.columns() : List.of();
    }
    if (compiled.plan() instanceof Plan.ConstantRows rows) {
      return rows.into().isEmpty() ? rows.columns() : List.of();
    }
    return List.of();
  }

  /** Evaluates expressions as a SELECT of them would; gives their values. */
  CompletionStage<List<Value>> evaluate(
      List<Expr> expressions, Compiled origin, List<Value> parameters) {
    List<Query.Item> items = new ArrayList<>();
    for (Expr expression : expressions) {
      items.add(new Query.Column(expression, null, "value"));
    }
    Query.Select select =
        new Query.Select(false, false, items, null, null, List.of(), false, null, List.of());
    Query query = new Query(null, select, List.of(), null, null, Query.Locking.NONE, List.of());
    Compiled compiled =
        runner.recompile(
            new Statement.Select(query), origin, conversation.state(), runner.metadata().virtual());
    return runner
        .run(compiled, parameters, client)
        .thenApply(
            result -> {
              Result.RowSet set = (Result.RowSet) result;
              RowEnvironment row = new RowEnvironment(set.environment());
              row.move(set.rows().get(0));
              List<Value> values = new ArrayList<>();
              set.columns().forEach(column -> values.add(row.cell(column)));
              return values;
            });
  }

  /** The session ends or begins anew: its temporary tables go. */
  void dropTemporaries() {
    schema.dropTemporaries(client);
  }

  /** Shows the shard from time to time that the owner of temporary tables lives. */
  void keepTemporaries() {
    schema.keepTemporaries(client);
  }

  Client client() {
    return client;
  }

  StatementRunner runner() {
    return runner;
  }

  /** The database of a name, or the session's. */
  String databaseOf(TableName name) {
    String database = name.database() == null ? conversation.state().database() : name.database();
    if (database == null) {
      throw Failures.of(MySqlError.ER_NO_DB_ERROR);
    }
    return database;
  }

  private static CompletionStage<Result> done(Runnable action) {
    action.run();
    return completed(Result.Done.NOTHING);
  }

  private static <T> CompletionStage<T> completed(T result) {
    return CompletableFuture.completedStage(result);
  }
}
