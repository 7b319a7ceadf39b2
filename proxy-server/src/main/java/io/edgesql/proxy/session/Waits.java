package io.edgesql.proxy.session;

import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.routine.FunctionCalls;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.FunctionCall;
import io.edgesql.proxy.state.UserLockCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What functions of a statement wait for: GET_LOCK() before its answer is known, SLEEP() after. */
final class Waits {
  /** Executes a statement. */
  interface Statements {
    CompletionStage<Result> execute(Compiled compiled, List<Value> parameters);
  }

  private final Conversation conversation;
  private final Statements statements;
  private final FunctionCalls functions;

  Waits(Conversation conversation, Statements statements, FunctionCalls functions) {
    this.conversation = conversation;
    this.statements = statements;
    this.functions = functions;
  }

  /** Another statement begins: it has no answers yet. */
  void forget() {
    conversation.state().lockAnswers().clear();
    conversation.state().functionAnswers().clear();
  }

  /** Executes a statement and waits as its functions say. */
  CompletionStage<Result> run(Compiled compiled, List<Value> parameters) {
    boolean before = conversation.state().isRepeatable();
    conversation.state().setRepeatable(isAlone(compiled));
    return answered(compiled, parameters)
        .whenComplete((result, failure) -> conversation.state().setRepeatable(before))
        .thenCompose(result -> afterSleep(result, compiled, parameters));
  }

  /** Runs a statement, again each time a locking function in it has been answered. */
  private CompletionStage<Result> answered(Compiled compiled, List<Value> parameters) {
    conversation.state().takeSleep();
    CompletionStage<Result> tried;
    try {
      tried = statements.execute(compiled, parameters);
    } catch (UserLockCall.Unanswered | FunctionCall.Unanswered e) {
      tried = CompletableFuture.failedStage(e);
    }
    return tried
        .handle(
            (result, failure) -> {
              Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
              if (cause instanceof UserLockCall.Unanswered unanswered) {
                return answer(unanswered.call())
                    .thenCompose(done -> answered(compiled, parameters));
              }
              if (cause instanceof FunctionCall.Unanswered unanswered) {
                return functions
                    .answer(unanswered.call(), isAlone(compiled))
                    .thenCompose(done -> answered(compiled, parameters));
              }
              return cause == null
                  ? CompletableFuture.completedStage(result)
                  : CompletableFuture.<Result>failedStage(cause);
            })
        .thenCompose(stage -> stage);
  }

  /** Whether nothing can fail any more when its functions have run. */
  private static boolean isAlone(Compiled compiled) {
    return switch (compiled.plan().type()) {
      case STATEMENT, CONSTANT_ROWS -> true;
      case ROWS, WRITE -> false;
    };
  }

  private CompletionStage<Void> answer(UserLockCall call) {
    return conversation
        .interruptible(conversation.locks().answer(call))
        .whenComplete((value, failure) -> conversation.locks().giveUp())
        .thenAccept(conversation.state().lockAnswers()::add);
  }

  private CompletionStage<Result> afterSleep(
      Result result, Compiled compiled, List<Value> parameters) {
    long micros = conversation.state().takeSleep();
    if (micros == 0) {
      return CompletableFuture.completedStage(result);
    }
    CompletableFuture<Result> awake = new CompletableFuture<>();
    Future<?> timer =
        conversation.loop().schedule(() -> awake.complete(result), micros, TimeUnit.MICROSECONDS);
    return conversation
        .interruptible(awake)
        .handle(
            (slept, interrupted) -> {
              timer.cancel(false);
              return interrupted == null
                  ? CompletableFuture.completedStage(result)
                  : awakened(result, compiled, parameters);
            })
        .thenCompose(stage -> stage);
  }

  /** After KILL QUERY: SLEEP() is 1, which nothing but evaluating again can show. */
  private CompletionStage<Result> awakened(
      Result result, Compiled compiled, List<Value> parameters) {
    return switch (compiled.plan().type()) {
      case STATEMENT -> CompletableFuture.completedStage(result);
      case ROWS, WRITE ->
          CompletableFuture.failedStage(Failures.of(MySqlError.ER_QUERY_INTERRUPTED));
      case CONSTANT_ROWS -> {
        conversation.state().cutSleepShort(true);
        yield statements
            .execute(compiled, parameters)
            .whenComplete((again, failure) -> conversation.state().cutSleepShort(false));
      }
    };
  }
}
