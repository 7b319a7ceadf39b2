package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.routine.Guard;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.routine.Frame.Active;
import io.edgesql.proxy.state.Diagnostics;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One run of a routine: walks its instructions, as long as nothing has to be waited for in one go.
 * On the session's thread.
 */
final class Execution {
  /** A nested run that others would wait too long for. */
  static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLong() {
      super("A stored function goes on", null, false, false);
    }
  }

  private final RoutineHost host;
  private final Code code;
  private final Routine routine;
  private final Frame frame;
  private final Steps steps;
  private final Conditions conditions;
  private final SessionState state;
  private final boolean mayPause;
  private final long interrupts;
  private final CompletableFuture<Value> result = new CompletableFuture<>();
  private int current;
  private int next;
  private int done;
  private int warningsBefore;

  Execution(
      RoutineHost host,
      Prepared prepared,
      Routine routine,
      Frame frame,
      Conditions conditions,
      Steps.Surrounding surrounding) {
    this.host = host;
    this.code = prepared.code();
    this.routine = routine;
    this.frame = frame;
    this.steps = new Steps(host, prepared, routine.fullName(), frame, surrounding);
    this.conditions = conditions;
    this.state = host.state();
    this.mayPause = surrounding != Steps.Surrounding.NESTED;
    this.interrupts = host.interrupts();
  }

  /** Runs to the end; a function's value, NULL for a procedure. */
  CompletionStage<Value> run() {
    go();
    return result;
  }

  private void go() {
    while (!result.isDone()) {
      if (next >= code.size()) {
        result.complete(Value.Null.NULL);
        return;
      }
      if (host.interrupts() != interrupts) {
        result.completeExceptionally(Failures.of(MySqlError.ER_QUERY_INTERRUPTED));
        return;
      }
      done++;
      if (!mayPause && done > host.bounds().functionSteps()) {
        result.completeExceptionally(new TooLong());
        return;
      }
      if (mayPause && done % host.bounds().routineTurn() == 0) {
        var unused = host.pause().whenComplete((turn, killed) -> resume(killed, false));
        return;
      }
      CompletableFuture<Void> step = step().toCompletableFuture();
      if (!step.isDone()) {
        var unused = step.whenComplete((ended, failure) -> resume(failure, true));
        return;
      }
      finish(failureOf(step));
    }
  }

  private void resume(@Nullable Throwable failure, boolean isStep) {
    if (isStep) {
      finish(failure);
    } else if (failure != null) {
      result.completeExceptionally(cause(failure));
    }
    go();
  }

  private static @Nullable Throwable failureOf(CompletableFuture<Void> step) {
    return step.isCompletedExceptionally()
        ? step.handle((ended, failure) -> failure).getNow(null)
        : null;
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException e && e.getCause() != null
        ? e.getCause()
        : failure;
  }

  // Conditions.

  /** What follows an instruction, which was the one before {@code next} or has moved it. */
  private void finish(@Nullable Throwable failure) {
    if (failure != null) {
      failed(cause(failure), current);
      return;
    }
    Guard guard = code.guardAt(current);
    if (guard.equals(Guard.NONE) || state.diagnostics().total() <= warningsBefore) {
      return;
    }
    List<Diagnostics.Condition> raised = state.diagnostics().list();
    for (int i = raised.size() - 1; i >= Math.min(warningsBefore, raised.size()); i--) {
      if (raised.get(i).level().equals("Note")) {
        continue;
      }
      Raised condition = Raised.of(raised.get(i));
      Guard.Handler handler =
          guard.find(condition.severity(), condition.code(), condition.sqlState());
      if (handler != null) {
        handle(handler, condition, next);
        return;
      }
    }
  }

  private void failed(Throwable failure, int at) {
    boolean isOurs = failure instanceof SqlException && host.interrupts() == interrupts;
    if (!isOurs) {
      result.completeExceptionally(failure);
      return;
    }
    SqlException error = (SqlException) failure;
    Raised condition = conditions.of(error);
    Guard.Handler handler =
        code.guardAt(at).find(condition.severity(), condition.code(), condition.sqlState());
    if (handler == null) {
      result.completeExceptionally(error);
      return;
    }
    state.diagnostics().clear();
    state.warn(new Diagnostics.Condition("Error", error.code(), error.text(), error.sqlState()));
    state.setRowCount(-1);
    handle(handler, condition, resumption(at));
  }

  /** Where a CONTINUE handler goes on: behind the statement that failed. */
  private int resumption(int at) {
    Instruction instruction = code.at(at);
    if (instruction instanceof Instruction.JumpUnless jump) {
      return code.position(jump.resume());
    }
    return instruction instanceof Instruction.CaseOperand operand
        ? code.position(operand.resume())
        : at + 1;
  }

  private void handle(Guard.Handler handler, Raised condition, int resume) {
    int start = code.position(handler.start());
    frame.handlers().push(new Active(start, resume, condition));
    next = start;
  }

  // Instructions.

  private CompletionStage<Void> step() {
    current = next;
    Instruction instruction = code.at(next++);
    warningsBefore = state.diagnostics().total();
    try {
      return step(instruction);
    } catch (RuntimeException | StackOverflowError e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private CompletionStage<Void> step(Instruction instruction) {
    return switch (instruction.type()) {
      case ASSIGN -> assign((Instruction.Assign) instruction);
      case STATEMENT -> {
        warningsBefore = 0;
        yield steps.run(current, (Instruction.Run) instruction);
      }
      case JUMP -> {
        next = code.position(((Instruction.Jump) instruction).label());
        yield Steps.DONE;
      }
      case JUMP_UNLESS -> jumpUnless((Instruction.JumpUnless) instruction);
      case CASE_OPERAND -> {
        Instruction.CaseOperand operand = (Instruction.CaseOperand) instruction;
        yield steps
            .value(current, operand.value(), null)
            .thenAccept(row -> steps.operand(operand.operand(), row));
      }
      case CASE_NOT_FOUND -> throw SqlException.of(ErrorCode.ER_SP_CASE_NOT_FOUND);
      case OPEN -> open((Instruction.Open) instruction);
      case FETCH -> fetch((Instruction.Fetch) instruction);
      case CLOSE -> close(((Instruction.Close) instruction).cursor());
      case CLOSE_ALL -> {
        Instruction.CloseAll all = (Instruction.CloseAll) instruction;
        for (int i = all.from(); i < all.to(); i++) {
          frame.cursor(i, null);
        }
        yield Steps.DONE;
      }
      case RETURN -> returnValue((Instruction.Return) instruction);
      case NO_RETURN -> throw SqlException.of(ErrorCode.ER_SP_NORETURNEND, routine.name());
      case SIGNAL ->
          conditions.signal(
              (Instruction.Signal) instruction, frame, item -> steps.value(-1, item, null));
      case DIAGNOSTICS ->
          conditions.diagnostics(
              (Instruction.Diagnostics) instruction,
              frame,
              item -> steps.value(-1, item, null),
              steps);
      case HANDLER_END -> {
        handlerEnd((Instruction.HandlerEnd) instruction);
        yield Steps.DONE;
      }
    };
  }

  private CompletionStage<Void> assign(Instruction.Assign assign) {
    return steps
        .value(current, assign.value(), null)
        .thenAccept(row -> steps.store(assign.target(), row.values().get(0), row.types().get(0)));
  }

  private CompletionStage<Void> jumpUnless(Instruction.JumpUnless jump) {
    return steps
        .value(current, jump.condition(), jump.operand())
        .thenAccept(
            row -> {
              if (!(row.values().get(0) instanceof Value.Int truth) || truth.bits() == 0) {
                next = code.position(jump.label());
              }
            });
  }

  private CompletionStage<Void> open(Instruction.Open open) {
    if (frame.cursor(open.cursor()) != null) {
      throw SqlException.of(ErrorCode.ER_SP_CURSOR_ALREADY_OPEN);
    }
    return steps
        .query(current, open.query(), open.locals())
        .thenAccept(set -> frame.cursor(open.cursor(), Row.cursor(set)));
  }

  private CompletionStage<Void> fetch(Instruction.Fetch fetch) {
    OpenCursor cursor = frame.cursor(fetch.cursor());
    if (cursor == null) {
      throw SqlException.of(ErrorCode.ER_SP_CURSOR_NOT_OPEN);
    }
    if (cursor.types().size() != fetch.targets().size()) {
      throw SqlException.of(ErrorCode.ER_SP_WRONG_NO_OF_FETCH_ARGS);
    }
    List<Value> row = cursor.fetch();
    if (row == null) {
      throw SqlException.of(ErrorCode.ER_SP_FETCH_NO_DATA);
    }
    for (int i = 0; i < row.size(); i++) {
      steps.store(fetch.targets().get(i), row.get(i), cursor.types().get(i));
    }
    return Steps.DONE;
  }

  private CompletionStage<Void> close(int cursor) {
    if (frame.cursor(cursor) == null) {
      throw SqlException.of(ErrorCode.ER_SP_CURSOR_NOT_OPEN);
    }
    frame.cursor(cursor, null);
    return Steps.DONE;
  }

  private CompletionStage<Void> returnValue(Instruction.Return instruction) {
    SqlType type = code.outline().returns();
    return steps
        .value(current, instruction.value(), null)
        .thenAccept(
            row ->
                result.complete(
                    type == null
                        ? Value.Null.NULL
                        : steps.converted(
                            row.values().get(0), row.types().get(0), routine.name(), type)));
  }

  private void handlerEnd(Instruction.HandlerEnd end) {
    Active active = frame.handlers().pop();
    Instruction.Block block = end.block();
    if (block == null) {
      next = active.resume();
      return;
    }
    next = code.position(block.end());
    // Handlers of blocks inside the one that is left were interrupted by this one.
    int start = code.position(block.start());
    frame.handlers().removeIf(inner -> inner.start() >= start && inner.start() < next);
  }
}
