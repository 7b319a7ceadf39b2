package io.edgesql.proxy.execute.routine;

import io.edgesql.backend.Rows;
import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The routines that a session calls: arguments in, values out. On the session's thread. */
public final class RoutineCalls {
  /** What a routine that runs belongs to. */
  private record Running(Routine routine, Frame frame) {}

  private final RoutineHost host;
  private final SessionState state;
  private final RoutineCodes codes;
  private final Deque<Running> running = new ArrayDeque<>();
  private Conditions conditions;
  private @Nullable List<String> using;

  public RoutineCalls(RoutineHost host) {
    this.host = host;
    this.state = host.state();
    this.codes = new RoutineCodes(state);
    this.conditions = new Conditions(state);
  }

  /** The next CALL is that of EXECUTE: its parameters are these user variables. */
  public void bindParameters(List<String> userVariables) {
    using = userVariables;
  }

  /** CALL. */
  public CompletionStage<Result> call(
      Statement.Call call, Compiled compiled, List<Value> parameters) {
    List<String> variables = using;
    using = null;
    begin();
    String database = database(call.procedure());
    String name = call.procedure().table();
    Routine found = host.catalog().catalog().routine(false, database, name);
    CompletionStage<Routine> routine =
        found != null
            ? CompletableFuture.completedStage(found)
            : host.refresh()
                .thenApply(
                    newer ->
                        required(
                            newer.catalog().routine(false, database, name),
                            "PROCEDURE",
                            database,
                            name));
    return routine.thenCompose(
        known -> new Call(known, call, compiled, parameters, variables).run());
  }

  /** Runs a routine whose frame holds its arguments. */
  CompletionStage<Value> run(
      Routine routine, Prepared prepared, Frame frame, Steps.Surrounding surrounding) {
    Surroundings before = Surroundings.enter(routine, state);
    running.push(new Running(routine, frame));
    CompletionStage<Value> run;
    try {
      run = new Execution(host, prepared, routine, frame, conditions, surrounding).run();
    } catch (RuntimeException | StackOverflowError e) {
      run = CompletableFuture.failedStage(e);
    }
    return run.whenComplete(
        (value, failure) -> {
          running.pop();
          before.restore(state);
        });
  }

  /** Runs a body that nobody calls. */
  public CompletionStage<Void> event(Routine body) {
    begin();
    Prepared prepared = codes.of(body);
    return run(body, prepared, new Frame(prepared.code()), Steps.Surrounding.PROCEDURE)
        .thenApply(done -> null);
  }

  /** SIGNAL, RESIGNAL or GET DIAGNOSTICS by itself. */
  public CompletionStage<Result> condition(String text, boolean isGet) {
    begin();
    Routine body = ConditionBody.routine(text, state);
    Prepared prepared = ConditionBody.prepared(body, state);
    Frame frame = new Frame(prepared.code());
    CompletionStage<Value> run =
        new Execution(host, prepared, body, frame, conditions, Steps.Surrounding.PROCEDURE).run();
    CompletionStage<Value> told = isGet ? run.exceptionally(conditions::told) : run;
    return told.thenApply(done -> Result.Done.NOTHING);
  }

  boolean isRunning(Routine routine) {
    return running.stream().anyMatch(other -> other.routine().equals(routine));
  }

  Prepared prepared(Routine routine) {
    return codes.of(routine);
  }

  /** Nothing runs: what SIGNAL has told is forgotten. */
  void begin() {
    if (running.isEmpty()) {
      conditions = new Conditions(state);
    }
  }

  static Routine required(@Nullable Routine routine, String kind, String database, String name) {
    if (routine == null) {
      throw SqlException.of(ErrorCode.ER_SP_DOES_NOT_EXIST, kind, database + "." + name);
    }
    return routine;
  }

  private String database(TableName name) {
    String database = name.database() == null ? state.database() : name.database();
    if (database == null) {
      throw Failures.of(MySqlError.ER_NO_DB_ERROR);
    }
    return database;
  }

  private void refuseRecursion(Routine routine) {
    long limit = state.variables().number("max_sp_recursion_depth");
    long depth = running.stream().filter(other -> other.routine().equals(routine)).count();
    if (depth > limit) {
      throw SqlException.of(ErrorCode.ER_SP_RECURSION_LIMIT, limit, routine.name());
    }
  }

  private StatementEnvironment environment() {
    return new StatementEnvironment(state, List.of(), List.of());
  }

  /** One CALL. */
  private final class Call {
    private final Routine routine;
    private final Statement.Call call;
    private final Compiled compiled;
    private final List<Value> parameters;
    private final @Nullable List<String> variables;
    private final Prepared prepared;
    private final Frame frame;
    private final @Nullable Running caller = running.peek();

    Call(
        Routine routine,
        Statement.Call call,
        Compiled compiled,
        List<Value> parameters,
        @Nullable List<String> variables) {
      this.routine = routine;
      this.call = call;
      this.compiled = compiled;
      this.parameters = parameters;
      this.variables = variables;
      this.prepared = codes.of(routine);
      this.frame = new Frame(prepared.code());
    }

    CompletionStage<Result> run() {
      List<Code.Parameter> wanted = prepared.code().parameters();
      if (wanted.size() != call.arguments().size()) {
        throw SqlException.of(
            ErrorCode.ER_SP_WRONG_NO_OF_ARGS,
            "PROCEDURE",
            routine.fullName(),
            wanted.size(),
            call.arguments().size());
      }
      List<Expr> given = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        Expr argument = call.arguments().get(i);
        if (wanted.get(i).mode() != Code.Mode.IN && !isVariable(argument)) {
          throw SqlException.of(ErrorCode.ER_SP_NOT_VAR_ARG, i + 1, routine.fullName());
        }
        if (wanted.get(i).mode() != Code.Mode.OUT) {
          given.add(argument);
        }
      }
      CompletionStage<List<Value>> values =
          given.isEmpty()
              ? CompletableFuture.completedStage(List.of())
              : host.evaluate(given, compiled, parameters);
      return values.thenCompose(
          in -> {
            bind(in);
            refuseRecursion(routine);
            return RoutineCalls.this
                .run(
                    routine,
                    prepared,
                    frame,
                    running.stream().anyMatch(outer -> outer.routine().isFunction())
                        ? Steps.Surrounding.FUNCTION
                        : Steps.Surrounding.PROCEDURE)
                .thenCompose(done -> out());
          });
    }

    private boolean isVariable(Expr argument) {
      return argument instanceof Expr.UserVariable
          || argument instanceof Expr.LocalVariable
          || argument instanceof Expr.Parameter;
    }

    private void bind(List<Value> in) {
      int next = 0;
      for (Code.Parameter parameter : prepared.code().parameters()) {
        if (parameter.mode() != Code.Mode.OUT) {
          Local local = parameter.local();
          frame.set(
              local.slot(),
              Assignment.convert(
                  in.get(next++), SqlType.NULL, local.name(), local.type(), environment()));
        }
      }
    }

    private CompletionStage<Result> out() {
      List<Code.Parameter> told = new ArrayList<>();
      List<Code.Parameter> wanted = prepared.code().parameters();
      for (int i = 0; i < wanted.size(); i++) {
        Code.Parameter parameter = wanted.get(i);
        if (parameter.mode() == Code.Mode.IN) {
          continue;
        }
        Value value = frame.get(parameter.local().slot());
        Expr argument = call.arguments().get(i);
        if (argument instanceof Expr.UserVariable variable) {
          state.setUserVariable(variable.name(), value);
        } else if (argument instanceof Expr.LocalVariable variable && caller != null) {
          Local target = variable.local();
          caller
              .frame()
              .set(
                  target.slot(),
                  Assignment.convert(
                      value,
                      parameter.local().type(),
                      target.name(),
                      target.type(),
                      environment()));
        } else if (argument instanceof Expr.Parameter place && variables != null) {
          state.setUserVariable(variables.get(place.index()), value);
        } else {
          told.add(parameter);
        }
      }
      long count = Math.max(0, state.rowCount());
      Result.Done done = new Result.Done(count, 0, "");
      return told.isEmpty()
          ? CompletableFuture.completedStage(done)
          : host.send(row(told), routine.fullName(), true).thenApply(sent -> done);
    }

    private Result row(List<Code.Parameter> told) {
      List<Program.ResultColumn> columns = new ArrayList<>();
      @Nullable Object[] cells = new Object[told.size()];
      for (int i = 0; i < cells.length; i++) {
        Local local = told.get(i).local();
        cells[i] = frame.get(local.slot());
        columns.add(
            new Program.ResultColumn(
                local.name(),
                local.type(),
                true,
                null,
                new Program.ShardCell(i, Representation.ofColumn(local.type()))));
      }
      List<@Nullable Object[]> rows = new ArrayList<>();
      rows.add(cells);
      return new Result.RowSet(columns, Rows.of(rows), environment());
    }
  }
}
