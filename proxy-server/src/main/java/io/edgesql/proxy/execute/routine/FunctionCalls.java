package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.eval.StoredFunctions;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.FunctionCall;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The stored functions that a session's expressions call. One that only computes runs inside the
 * evaluation; one that has to wait runs before the statement is evaluated again.
 */
public final class FunctionCalls {
  private final RoutineHost host;
  private final RoutineCalls calls;
  private final SessionState state;
  private boolean mayWrite = true;

  public FunctionCalls(RoutineHost host, RoutineCalls calls) {
    this.host = host;
    this.calls = calls;
    this.state = host.state();
  }

  /**
   * Runs a function inside the evaluation of a statement.
   *
   * @throws FunctionCall.Unanswered if it goes on for long
   */
  public Value function(FunctionCall call) {
    // The calls of its own statements are counted anew.
    Map<Integer, Value> known = new HashMap<>(state.functionAnswers());
    state.functionAnswers().clear();
    CompletableFuture<Value> run;
    try {
      run = start(call, Steps.Surrounding.NESTED).toCompletableFuture();
    } finally {
      state.functionAnswers().clear();
      state.functionAnswers().putAll(known);
    }
    Throwable failure = run.handle((value, failed) -> failed).getNow(null);
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    boolean needsMore =
        !run.isDone()
            || cause instanceof Execution.TooLong
            || cause instanceof FunctionCall.Unanswered;
    if (needsMore) {
      if (state.isRepeatable()) {
        throw new FunctionCall.Unanswered(call);
      }
      throw Failures.of(
          MySqlError.ER_NOT_SUPPORTED_YET, "a stored function that runs for long, for each row");
    }
    if (cause instanceof RuntimeException told) {
      throw told;
    }
    return run.join();
  }

  /**
   * Runs a function between two evaluations of the statement that calls it.
   *
   * @param isAlone nothing of the statement can fail afterwards
   * @throws SqlException 1235 if the function writes and the statement would have to take it back
   */
  public CompletionStage<Void> answer(FunctionCall call, boolean isAlone) {
    calls.begin();
    Map<Integer, Value> known = new HashMap<>(state.functionAnswers());
    List<Value> locks = List.copyOf(state.lockAnswers());
    Locals locals = state.locals();
    boolean before = mayWrite;
    boolean needsTransaction = touches(call, before && isAlone);
    mayWrite = before && isAlone;
    return new FunctionTransaction(host)
        .around(needsTransaction, () -> start(call, Steps.Surrounding.FUNCTION))
        .whenComplete(
            (value, failure) -> {
              mayWrite = before;
              state.setLocals(locals);
            })
        .thenAccept(
            value -> {
              state.functionAnswers().clear();
              state.functionAnswers().putAll(known);
              state.functionAnswers().put(call.number(), value);
              state.lockAnswers().clear();
              state.lockAnswers().addAll(locks);
            });
  }

  private boolean touches(FunctionCall call, boolean isFree) {
    Code.Effects effects = calls.prepared(required(call.call())).code().outline().effects();
    if (effects.writes() && !isFree) {
      throw Failures.of(
          MySqlError.ER_NOT_SUPPORTED_YET,
          "a stored function that writes, in a statement about tables");
    }
    return effects.touchesTables();
  }

  private Routine required(StoredFunctions.Call call) {
    return RoutineCalls.required(
        host.catalog().catalog().routine(true, call.database(), call.name()),
        "FUNCTION",
        call.database(),
        call.name());
  }

  private CompletionStage<Value> start(FunctionCall asked, Steps.Surrounding surrounding) {
    StoredFunctions.Call call = asked.call();
    Routine routine = required(call);
    if (calls.isRunning(routine)) {
      throw SqlException.of(ErrorCode.ER_SP_NO_RECURSION);
    }
    Prepared prepared = calls.prepared(routine);
    Frame frame = new Frame(prepared.code());
    StatementEnvironment environment = new StatementEnvironment(state, List.of(), List.of());
    List<Code.Parameter> parameters = prepared.code().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      Local local = parameters.get(i).local();
      frame.set(
          local.slot(),
          Assignment.convert(
              call.arguments().get(i),
              call.types().get(i),
              local.name(),
              local.type(),
              environment));
    }
    long found = state.foundRows();
    long count = state.rowCount();
    long insertId = state.lastInsertId();
    return calls
        .run(routine, prepared, frame, surrounding)
        .whenComplete(
            (value, failure) -> {
              state.setFoundRows(found);
              state.setRowCount(count);
              state.setLastInsertId(insertId);
            });
  }
}
